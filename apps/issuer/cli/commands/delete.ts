import { accepted } from "#shared/result.ts";
import { installedCertificates, selectCertificate } from "../../core/installed.ts";
import { deleteCertificate } from "../../core/obtain.ts";
import { certificateLines, certificateRecord } from "../certificate-lines.ts";
import { EXIT } from "../exit-codes.ts";
import type { CommonOptions } from "../options.ts";
import { runCommand, withKeyStore } from "../run.ts";
import { texts } from "../texts.ts";

/** Options of `delete` alone. */
export interface DeleteOptions extends CommonOptions {
  /** The whole serial: the second step. */
  readonly confirm?: string;
}

/** `tegata-issuer delete [SERIAL]` shows what would go; `delete --confirm SERIAL` removes it. */
export const remove = (serial: string | undefined, options: DeleteOptions): Promise<number> =>
  runCommand("delete", options, {}, async (run) => {
    const { language, print } = run;
    const outcome = await withKeyStore(run, { create: false }, async (context) => {
      const installed = await installedCertificates(context);
      // The second step wants the whole number: a beginning could mean another one by now.
      const chosen =
        options.confirm === undefined
          ? selectCertificate(installed, serial)
          : selectCertificate(
              installed.filter((candidate) => candidate.serial === options.confirm?.toLowerCase()),
              options.confirm,
            );
      if (!chosen.ok) return chosen;
      if (options.confirm === undefined) return accepted({ chosen: chosen.value, deleted: false });
      await deleteCertificate(context, chosen.value);
      return accepted({ chosen: chosen.value, deleted: true });
    });
    if (!outcome.ok) return outcome;
    const { chosen, deleted } = outcome.value;
    const lines = certificateLines(chosen, language);
    print(
      deleted
        ? [texts.deleted[language], ...lines]
        : [...lines, "", texts.deleteIsFinal[language], `  tegata-issuer delete --confirm ${chosen.serial}`],
      { deleted, certificate: certificateRecord(chosen) },
    );
    return accepted(EXIT.success);
  });
