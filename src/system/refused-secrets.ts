import { readFileSync } from "node:fs";

/**
 * The installation's own list of secrets that nobody may choose: one a line, in any case of letters.
 *
 * @throws Error when the file cannot be read
 */
export const readRefusedSecrets = (file: string | undefined): ReadonlySet<string> | undefined => {
  if (file === undefined) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  return new Set(lines.map((line) => line.trim().toLowerCase()).filter((line) => line !== ""));
};
