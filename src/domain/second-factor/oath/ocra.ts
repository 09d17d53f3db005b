import { createHmac } from "node:crypto";
import { invariant } from "#shared/invariant.ts";
import { HASHES, truncate, type OathAlgorithm } from "./hotp.ts";

/** Hash functions by their names in suites. */
const ALGORITHMS: Readonly<Record<string, OathAlgorithm>> = {
  SHA1: "SHA-1",
  SHA256: "SHA-256",
  SHA512: "SHA-512",
};
const DIGEST_BYTES: Readonly<Record<OathAlgorithm, number>> = { "SHA-1": 20, "SHA-256": 32, "SHA-512": 64 };
const QUESTION_BYTES = 128;

/** A suite (RFC 6287 section 6): how a value is computed, and of what. */
export interface OcraSuite {
  readonly text: string;
  readonly algorithm: OathAlgorithm;
  /** 4 to 10. */
  readonly digits: number;
  readonly counter: boolean;
  readonly question: { readonly format: "A" | "N" | "H"; readonly maxLength: number };
  /** The hash function of the PIN; undefined: none. */
  readonly pin: OathAlgorithm | undefined;
  readonly sessionBytes: number | undefined;
  readonly periodSeconds: number | undefined;
}

const SUITE =
  /^OCRA-1:HOTP-(SHA1|SHA256|SHA512)-([4-9]|10):(C-)?Q([ANH])(0[4-9]|[1-5][0-9]|6[0-4])(?:-P(SHA1|SHA256|SHA512))?(?:-S([0-9]{3}))?(?:-T([1-9][0-9]?)([SMH]))?$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { S: 1, M: 60, H: 3600 };

/** Reads a suite; undefined: it is none. Values that are not truncated (`-0`) are left out: nobody types them in. */
export const parseOcraSuite = (text: string): OcraSuite | undefined => {
  const [, hash = "", digits, counter, format, length, pin, session, amount, unit = ""] =
    SUITE.exec(text) ?? [];
  const algorithm = ALGORITHMS[hash];
  if (algorithm === undefined || (format !== "A" && format !== "N" && format !== "H")) return undefined;
  const periodSeconds = amount === undefined ? undefined : Number(amount) * (UNIT_SECONDS[unit] ?? 0);
  if (periodSeconds !== undefined && Number(amount) > (unit === "H" ? 48 : 59)) return undefined;
  return {
    text,
    algorithm,
    digits: Number(digits),
    counter: counter !== undefined,
    question: { format, maxLength: Number(length) },
    pin: pin === undefined ? undefined : ALGORITHMS[pin],
    sessionBytes: session === undefined ? undefined : Number(session),
    periodSeconds,
  };
};

/** What a value is computed of; what the suite does not name stays out. */
export interface OcraInput {
  readonly counter?: number;
  /** As the suite's format says: letters and digits, digits, or hexadecimal digits; mutual questions are joined. */
  readonly question: string;
  /** The digest of the PIN. */
  readonly pinDigest?: Buffer;
  readonly session?: Buffer;
  readonly at?: Temporal.Instant;
}

const ascii = (text: string): Buffer => Buffer.from(text, "ascii");

const eightBytes = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

const QUESTION_FORMS = { A: /^[\x21-\x7e]+$/, N: /^[0-9]+$/, H: /^[0-9A-Fa-f]+$/ } as const;

const fromHex = (digits: string): Buffer =>
  Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, "hex");

const questionBytes = ({ question: { format, maxLength } }: OcraSuite, question: string): Buffer => {
  // Section 7.2: both sides of a mutual authentication ask, one after the other.
  invariant(question.length <= 2 * maxLength, "OCRA: the question is longer than the suite says");
  invariant(QUESTION_FORMS[format].test(question), "OCRA: the question is not of the suite's format");
  const padded = Buffer.alloc(QUESTION_BYTES);
  const bytes =
    format === "A" ? ascii(question) : fromHex(format === "N" ? BigInt(question).toString(16) : question);
  bytes.copy(padded);
  return padded;
};

const needed = <Value>(value: Value | undefined, name: string): Value => {
  invariant(value !== undefined, `OCRA: the suite wants ${name}`);
  return value;
};

/** The data input (section 5.1): suite, a zero byte, counter, question, digest of the PIN, session, time step. */
const dataInput = (suite: OcraSuite, input: OcraInput): Buffer => {
  const parts = [ascii(suite.text), Buffer.of(0)];
  if (suite.counter) parts.push(eightBytes(needed(input.counter, "a counter")));
  parts.push(questionBytes(suite, input.question));
  if (suite.pin !== undefined) {
    const digest = needed(input.pinDigest, "a PIN");
    invariant(
      digest.length === DIGEST_BYTES[suite.pin],
      "OCRA: the PIN's digest is of another hash function",
    );
    parts.push(digest);
  }
  if (suite.sessionBytes !== undefined) {
    const session = needed(input.session, "a session");
    invariant(session.length <= suite.sessionBytes, "OCRA: the session is longer than the suite says");
    parts.push(Buffer.alloc(suite.sessionBytes - session.length), session);
  }
  if (suite.periodSeconds !== undefined) {
    const { epochMilliseconds } = needed(input.at, "a time");
    parts.push(eightBytes(Math.floor(epochMilliseconds / 1000 / suite.periodSeconds)));
  }
  return Buffer.concat(parts);
};

/** A value of OCRA (RFC 6287 section 5), decimal digits with leading zeros. */
export const ocra = (suite: OcraSuite, key: Buffer, input: OcraInput): string => {
  const mac = createHmac(HASHES[suite.algorithm], key).update(dataInput(suite, input)).digest();
  return String(truncate(mac) % 10 ** suite.digits).padStart(suite.digits, "0");
};
