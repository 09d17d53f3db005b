import { accepted } from "#shared/result.ts";
import { issueCertificate } from "../../core/obtain.ts";
import { VERSION } from "../../version.ts";
import { EXIT } from "../exit-codes.ts";
import type { IssueCommandOptions } from "../options.ts";
import { clientFor, runCommand, thisDevice, withKeyStore } from "../run.ts";
import { knownValues, printObtained } from "./obtained.ts";

/** `tegata-issuer issue`: obtains a certificate; with `--replace`, in place of the one on another PC. */
export const issue = (options: IssueCommandOptions): Promise<number> =>
  runCommand("issue", options, knownValues(options), async (run) => {
    const client = clientFor(run, { server: options.server, institution: options.institution });
    if (!client.ok) return client;
    const issued = await withKeyStore(run, { create: true }, async (context) => {
      const enrolled = await issueCertificate(context, client.value, {
        device: thisDevice(options.deviceName),
        version: VERSION,
        keyAlgorithm: options.keyAlgorithm,
        replaces: options.replace,
      });
      if (enrolled.ok) await printObtained(run, context, "issued", enrolled.value);
      return enrolled;
    });
    client.value.connection.close();
    return issued.ok ? accepted(EXIT.success) : issued;
  });
