import type { CrlEntry } from "../crl/parse.ts";
import { DerError } from "../der/error.ts";
import { decodeTime } from "../der/time.ts";
import { TAG } from "../der/tags.ts";
import { OID } from "../oids.ts";

/** What the rules about entries look at. */
export interface CrlEntryFacts {
  /** An empty revokedCertificates instead of none. */
  readonly isEmptyList: boolean;
  readonly hasSerialTwice: boolean;
  /** Undefined where there are no entries. */
  readonly latestRevocation: Temporal.Instant | undefined;
  /** What is wrong with an entry's extensions. */
  readonly extensionFault: string | undefined;
}

const faultOf = ({ extensions, reason, serial }: CrlEntry): string | undefined => {
  if (
    extensions.some(({ oid, isCritical }) => oid !== OID.reasonCode || isCritical) ||
    extensions.length > 1
  ) {
    return `entry ${serial} has other extensions than a reason`;
  }
  if (extensions.length > 0 && reason === "unspecified")
    return `entry ${serial} spells out an unspecified reason`;
  return reason === "removeFromCRL" || reason === "certificateHold"
    ? `entry ${serial} has reason ${reason}`
    : undefined;
};

/** The facts of entries that were read one by one. */
export const factsOfEntries = (entries: readonly CrlEntry[] | undefined): CrlEntryFacts => {
  const all = entries ?? [];
  let latest: Temporal.Instant | undefined;
  for (const { revokedAt } of all) {
    if (latest === undefined || Temporal.Instant.compare(revokedAt, latest) > 0) latest = revokedAt;
  }
  return {
    isEmptyList: entries?.length === 0,
    hasSerialTwice: new Set(all.map(({ serial }) => serial)).size < all.length,
    latestRevocation: latest,
    extensionFault: all.map(faultOf).find((fault) => fault !== undefined),
  };
};

const UTC_TIME_LENGTH = 13;
/** SEQUENCE { SEQUENCE { reasonCode, OCTET STRING { ENUMERATED … } } }, all but the number at the end. */
const REASON_EXTENSION = Buffer.from("300c300a0603551d1504030a01", "hex");
/** Those that may be written. */
const REASONS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 9, 10]);

/** Whether octets from `start` are a positive minimal integer of up to 20 octets. */
const isSerial = (der: Buffer, start: number, length: number): boolean => {
  const first = der[start] ?? 0x80;
  if (length < 1 || length > 20 || first >= 0x80) return false;
  return first !== 0 || (length > 1 && (der[start + 1] ?? 0) >= 0x80);
};

/** Whether the serial at `start` is greater than the one before it. */
const isAscending = (der: Buffer, start: number, length: number, before: number, beforeLength: number) => {
  if (length !== beforeLength) return length > beforeLength;
  for (let index = 0; index < length; index += 1) {
    const difference = (der[start + index] ?? 0) - (der[before + index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
};

const hasReason = (der: Buffer, start: number): boolean => {
  for (let index = 0; index < REASON_EXTENSION.length; index += 1) {
    if (der[start + index] !== REASON_EXTENSION[index]) return false;
  }
  return REASONS.has(der[start + REASON_EXTENSION.length] ?? 0);
};

/** Twelve digits and `Z` as one number that rises with time; -1 for anything else. */
const timeNumber = (der: Buffer, start: number): number => {
  if (der[start] !== TAG.utcTime || der[start + 1] !== UTC_TIME_LENGTH) return -1;
  if (der[start + 2 + UTC_TIME_LENGTH - 1] !== 0x5a) return -1;
  let number = 0;
  for (let index = start + 2; index < start + 2 + UTC_TIME_LENGTH - 1; index += 1) {
    const digit = (der[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  // 1950 to 1999 come before 2000 to 2049.
  return number >= 500_000_000_000 ? number - 500_000_000_000 : number + 500_000_000_000;
};

/** Whether hours, minutes and seconds are those of a clock. */
const isClockTime = (number: number): boolean => {
  const ofDay = number % 1_000_000;
  return ofDay < 240_000 && ofDay % 10_000 < 6_000 && ofDay % 100 < 60;
};

/** Days that were found in the calendar: 36,525 at most. */
const realDays = new Set<number>();

const isRealDay = (contents: Buffer): boolean => {
  try {
    decodeTime(TAG.utcTime, contents);
    return true;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
};

/**
 * The facts of entries in the one form that we write: ascending serials, UTCTime, a reason or nothing. Undefined where
 * any octet is otherwise; then they are read one by one. About ten million entries a second, so that a list of any
 * length can be looked over before it leaves.
 *
 * @param der contents of revokedCertificates
 */
export const factsOfPlainEntries = (der: Buffer): CrlEntryFacts | undefined => {
  let latest = -1;
  let latestAt = 0;
  let before = 0;
  let beforeLength = 0;
  for (let position = 0; position < der.length;) {
    const length = der[position + 1] ?? 0x80;
    const serial = position + 4;
    const serialLength = der[position + 3] ?? 0;
    const timeAt = serial + serialLength;
    const extensionAt = timeAt + 2 + UTC_TIME_LENGTH;
    const end = position + 2 + length;
    if (der[position] !== TAG.sequence || length >= 0x80 || end > der.length) return undefined;
    if (der[position + 2] !== TAG.integer || !isSerial(der, serial, serialLength)) return undefined;
    if (!isAscending(der, serial, serialLength, before, beforeLength)) return undefined;
    const at = timeNumber(der, timeAt);
    if (at < 0 || !isClockTime(at)) return undefined;
    const extensionLength = end - extensionAt;
    if (extensionLength !== 0 && !(extensionLength === 14 && hasReason(der, extensionAt))) return undefined;
    const day = Math.floor(at / 1_000_000);
    if (!realDays.has(day)) {
      if (!isRealDay(der.subarray(timeAt + 2, extensionAt))) return undefined;
      realDays.add(day);
    }
    if (at > latest) {
      latest = at;
      latestAt = timeAt + 2;
    }
    before = serial;
    beforeLength = serialLength;
    position = end;
  }
  return {
    isEmptyList: der.length === 0,
    hasSerialTwice: false,
    latestRevocation:
      latest < 0 ? undefined : decodeTime(TAG.utcTime, der.subarray(latestAt, latestAt + UTC_TIME_LENGTH)),
    extensionFault: undefined,
  };
};
