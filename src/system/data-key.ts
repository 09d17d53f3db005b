import { join } from "node:path";
import { messageOf } from "#platform/errors.ts";
import { dataKeyInFile, secretBox, type SecretBox } from "#platform/key-store/secret-box.ts";
import type { RandomSource } from "#shared/random.ts";
import type { Config } from "../config.ts";

/**
 * What seals secrets in the database, with the installation's data key.
 *
 * @throws what `fault` makes where the file cannot be read or made, or is no key.
 */
export const openSecretBox = async (
  config: Pick<Config, "dataKeyFile" | "varDirectory">,
  random: RandomSource,
  fault: (message: string) => Error,
): Promise<SecretBox> => {
  const path = config.dataKeyFile ?? join(config.varDirectory, "data.key");
  try {
    return secretBox(await dataKeyInFile(path, random), random);
  } catch (error) {
    throw fault(`TEGATA_DATA_KEY_FILE: ${messageOf(error)}`);
  }
};
