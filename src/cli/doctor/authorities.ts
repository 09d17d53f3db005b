import { listAuditKeys } from "#domain/audit/key.ts";
import { checkAuthorities } from "#domain/certificate-authority/check.ts";
import type { DomainContext } from "#domain/context.ts";
import { describeRefusal } from "#domain/refusal/catalogue.ts";
import type { Config } from "../../config.ts";
import { addressesOf } from "../../system/addresses.ts";
import { keyStores } from "../../system/key-stores.ts";
import { EnvironmentError } from "../exit.ts";
import type { Finding } from "./check.ts";

const NAME = "authorities";

/** Whether database, keys and certificates belong together. Nobody is asked for a passphrase. */
export const checkBelonging = async (config: Config, context: DomainContext): Promise<Finding[]> => {
  const keyStore = keyStores(config, { fault: (message) => new EnvironmentError(message) });
  const { validation: validationUrl } = addressesOf(config, config.ports, context.institutions);
  try {
    const otherKeys = (await listAuditKeys(context)).map(({ keyReference }) => keyReference);
    const findings = await checkAuthorities(context, keyStore, { validationUrl, otherKeys });
    if (findings.length === 0) {
      return [{ name: NAME, state: "good", detail: "database, keys and certificates belong together" }];
    }
    return findings.map((finding) => ({
      name: NAME,
      state: finding.severity === "stops" ? "bad" : "unknown",
      detail: `${finding.code}: ${describeRefusal(finding).cause.en} (${finding.detail})`,
    }));
  } catch (error) {
    // Without a passphrase file nothing can be said of the keys.
    if (error instanceof EnvironmentError) return [{ name: NAME, state: "unknown", detail: error.message }];
    throw error;
  }
};
