import { createPrivateKey, X509Certificate } from "node:crypto";
import { access, constants, mkdir, readFile } from "node:fs/promises";
import type { Config, TlsFiles } from "../../config.ts";
import { systemClock } from "#shared/clock.ts";
import type { Finding } from "./check.ts";

/** Whether the directory of everything the program keeps can be written. */
export const checkVarDirectory = async ({ varDirectory }: Config): Promise<Finding> => {
  try {
    await mkdir(varDirectory, { recursive: true });
    await access(varDirectory, constants.W_OK);
    return { name: "directory", state: "good", detail: varDirectory };
  } catch {
    return { name: "directory", state: "bad", detail: `${varDirectory} cannot be written` };
  }
};

const WARNING_DAYS = 14;

const checkPair = async (name: string, { certificateFile, keyFile }: TlsFiles): Promise<Finding> => {
  try {
    const certificate = new X509Certificate(await readFile(certificateFile));
    if (!certificate.checkPrivateKey(createPrivateKey(await readFile(keyFile))))
      return { name, state: "bad", detail: `${keyFile} is not the key of ${certificateFile}` };
    const days = Math.floor(
      (certificate.validToDate.getTime() - systemClock.now().epochMilliseconds) / 86_400_000,
    );
    return {
      name,
      state: days >= WARNING_DAYS ? "good" : "bad",
      detail: `${certificateFile}: ${days} days left`,
    };
  } catch (error) {
    return { name, state: "bad", detail: error instanceof Error ? error.message : String(error) };
  }
};

/** Whether the TLS certificates that were named can be read, belong to their keys, and last. */
export const checkTlsFiles = (config: Config): Promise<Finding[]> =>
  Promise.all([
    ...(config.tls === undefined ? [] : [checkPair("TLS certificate", config.tls)]),
    ...(config.gateTls === undefined ? [] : [checkPair("TLS certificate of the gate", config.gateTls)]),
  ]);
