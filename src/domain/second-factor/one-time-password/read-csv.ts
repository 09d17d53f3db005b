import type { Refusal } from "#domain/refusal/refusal.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { OathAlgorithm } from "../oath/hotp.ts";
import type { TotpParameters } from "../oath/totp.ts";
import { LEAST_SEED_BYTES, MOST_SEED_BYTES } from "./seed.ts";
import { readSerial } from "./token.ts";

/** A hardware token as its maker delivers it. */
export interface ImportedToken {
  readonly serial: string;
  readonly seed: Buffer;
  readonly parameters: TotpParameters;
}

/** First line of a file of seeds. */
export const CSV_HEADER = "serial,seed,algorithm,digits,period";

/** Most tokens of one file. */
export const MOST_IMPORTED_TOKENS = 10_000;

const ALGORITHMS: Readonly<Record<string, OathAlgorithm>> = {
  SHA1: "SHA-1",
  SHA256: "SHA-256",
  SHA512: "SHA-512",
};

const malformed = (line: number, detail: string): Result<never, Refusal<"OTP_IMPORT_MALFORMED">> =>
  refused({ code: "OTP_IMPORT_MALFORMED", detail: `line ${line}: ${detail}`, facts: { line } });

/** What is wrong with a line, or the token. Never repeats the seed. */
const readLine = (line: string): ImportedToken | string => {
  const cells = line.split(",").map((cell) => cell.trim());
  const [serialText = "", seedText = "", algorithmText = "", digitsText = "", periodText = ""] = cells;
  if (cells.length !== 5) return "has not five cells";
  const serial = readSerial(serialText);
  if (serial === undefined) return "the serial is not 4 to 32 letters, digits and hyphens";
  if (!/^([0-9A-Fa-f]{2})+$/.test(seedText)) return "the seed is not hexadecimal";
  const seed = Buffer.from(seedText, "hex");
  if (seed.length < LEAST_SEED_BYTES || seed.length > MOST_SEED_BYTES)
    return `the seed has ${seed.length} bytes, not ${LEAST_SEED_BYTES} to ${MOST_SEED_BYTES}`;
  const algorithm = ALGORITHMS[algorithmText.toUpperCase().replace("-", "")];
  if (algorithm === undefined) return "the algorithm is not SHA1, SHA256 or SHA512";
  if (!/^[678]$/.test(digitsText)) return "the digits are not 6, 7 or 8";
  if (!/^(30|60)$/.test(periodText)) return "the period is not 30 or 60 seconds";
  return {
    serial,
    seed,
    parameters: { algorithm, digits: Number(digitsText), periodSeconds: Number(periodText) },
  };
};

/**
 * Reads a file of seeds: a line of headings ({@link CSV_HEADER}), then a token a line: serial, seed in hexadecimal,
 * `SHA1`, `SHA256` or `SHA512`, digits, seconds. Refused: OTP_IMPORT_MALFORMED with the first wrong line.
 */
export const readTokensCsv = (
  text: string,
): Result<readonly ImportedToken[], Refusal<"OTP_IMPORT_MALFORMED">> => {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines[0]?.trim().toLowerCase() !== CSV_HEADER) return malformed(1, `is not ${CSV_HEADER}`);
  const tokens = new Map<string, ImportedToken>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const token = readLine(line);
    if (typeof token === "string") return malformed(index + 1, token);
    if (tokens.has(token.serial))
      return malformed(index + 1, `the serial ${token.serial} stands there twice`);
    if (tokens.size === MOST_IMPORTED_TOKENS) return malformed(index + 1, "too many tokens in one file");
    tokens.set(token.serial, token);
  }
  return tokens.size === 0 ? malformed(2, "there is no token") : accepted([...tokens.values()]);
};
