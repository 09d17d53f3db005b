import { accepted } from "#shared/result.ts";
import { installedCertificates, withRevocation } from "../../core/installed.ts";
import { meetInstitution } from "../../core/obtain.ts";
import { certificateLines, certificateRecord } from "../certificate-lines.ts";
import { EXIT } from "../exit-codes.ts";
import type { CommonOptions } from "../options.ts";
import { clientFor, runCommand, withKeyStore } from "../run.ts";
import { texts } from "../texts.ts";

/** Options of `list` alone. */
export interface ListOptions extends CommonOptions {
  /** Ask nobody: states by dates only. */
  readonly offline: boolean;
}

/** `tegata-issuer list`: the certificates of Tegata's institutions on this PC. */
export const list = (options: ListOptions): Promise<number> =>
  runCommand("list", options, {}, async (run) => {
    const { language, print } = run;
    const listed = await withKeyStore(run, { create: false }, async (context) => {
      if (options.institution !== undefined && !options.offline) {
        const client = clientFor(run, { server: options.server, institution: options.institution });
        if (!client.ok) return client;
        const met = await meetInstitution(context, client.value);
        client.value.connection.close();
        if (!met.ok) return met;
      }
      const installed = await installedCertificates(context);
      return accepted(options.offline ? installed : await withRevocation(context, installed));
    });
    // No database is no certificate, and no fault.
    if (!listed.ok && listed.refusal.code !== "KEY_STORE_NOT_FOUND") return listed;
    const certificates = listed.ok ? listed.value : [];
    print(
      certificates.length === 0
        ? [texts.none[language], texts.noneHint[language]]
        : certificates.flatMap((installed, index) => [
            ...(index === 0 ? [] : [""]),
            ...certificateLines(installed, language),
          ]),
      { certificates: certificates.map(certificateRecord) },
    );
    return accepted(EXIT.success);
  });
