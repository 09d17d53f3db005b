import { invariant } from "#shared/invariant.ts";
import { TAG } from "../der/tags.ts";
import { time } from "../der/time.ts";
import { entriesOf } from "../entries.ts";
import { REASON_EXTENSIONS } from "./entry.ts";
import { REVOCATION_REASONS } from "./reason.ts";

/** Octets of a packed revocation: serial (16), seconds since 1970 (8, big-endian), reason code (1). */
export const PACKED_REVOCATION_BYTES = 25;
const SERIAL_BYTES = 16;
const SECONDS_AT = SERIAL_BYTES;
const REASON_AT = SERIAL_BYTES + 8;
const DAY_SECONDS = 86_400;
/** SEQUENCE, serial with its sign octet, GeneralizedTime, reason extension: 2 + 19 + 17 + 14 octets at most. */
const MOST_ENTRY_BYTES = 52;

const extensionsByCode: ReadonlyMap<number, Buffer> = new Map(
  entriesOf(REVOCATION_REASONS).map(([reason, code]) => [
    code,
    Buffer.concat(REASON_EXTENSIONS.get(reason) ?? []),
  ]),
);

/** INTEGER of the serial at `at`; gives the position after it. */
const writeSerial = (target: Buffer, position: number, packed: Buffer, at: number): number => {
  let first = at;
  while (first < at + SERIAL_BYTES - 1 && packed[first] === 0) first += 1;
  const sign = (packed[first] ?? 0) >= 0x80 ? 1 : 0;
  const length = at + SERIAL_BYTES - first + sign;
  target[position] = TAG.integer;
  target[position + 1] = length;
  target[position + 2] = 0;
  packed.copy(target, position + 2 + sign, first, at + SERIAL_BYTES);
  return position + 2 + length;
};

const writeTwoDigits = (target: Buffer, position: number, number: number): void => {
  target[position] = 0x30 + Math.floor(number / 10);
  target[position + 1] = 0x30 + (number % 10);
};

/** Time of day into the last seven characters of an encoded time. */
const writeTimeOfDay = (target: Buffer, end: number, seconds: number): void => {
  const ofDay = seconds % DAY_SECONDS;
  writeTwoDigits(target, end - 7, Math.floor(ofDay / 3600));
  writeTwoDigits(target, end - 5, Math.floor(ofDay / 60) % 60);
  writeTwoDigits(target, end - 3, ofDay % 60);
};

/** The first moment of a day since 1970. */
const encodeDay = (day: number): Buffer =>
  time(Temporal.Instant.fromEpochMilliseconds(day * DAY_SECONDS * 1000));

/**
 * The entries of many revocations, the same octets as `encodeCrlEntry` makes, one after the other: for lists made from
 * the record. Some millions a second.
 *
 * @param packed records of 25 octets, see {@link PACKED_REVOCATION_BYTES}
 * @param latest revocations after this are said to be of this instant: no entry may lie after its list's thisUpdate,
 *   though the clock of whoever revoked was a little ahead
 */
export const encodePackedEntries = (packed: Buffer, latest: Temporal.Instant): Buffer => {
  const latestSeconds = Math.floor(latest.epochMilliseconds / 1000);
  invariant(packed.length % PACKED_REVOCATION_BYTES === 0, "packed revocations are whole");
  const target = Buffer.allocUnsafe((packed.length / PACKED_REVOCATION_BYTES) * MOST_ENTRY_BYTES);
  let position = 0;
  const days = new Map<number, Buffer>();
  for (let at = 0; at < packed.length; at += PACKED_REVOCATION_BYTES) {
    const seconds = Math.min(Number(packed.readBigInt64BE(at + SECONDS_AT)), latestSeconds);
    const code = packed[at + REASON_AT] ?? 0;
    const extensions = extensionsByCode.get(code);
    invariant(extensions !== undefined, "packed revocations have known reasons");
    const day = Math.floor(seconds / DAY_SECONDS);
    const encodedDay = days.get(day) ?? encodeDay(day);
    days.set(day, encodedDay);
    const start = position;
    position = writeSerial(target, start + 2, packed, at);
    position += encodedDay.copy(target, position);
    writeTimeOfDay(target, position, seconds);
    position += extensions.copy(target, position);
    target[start] = TAG.sequence;
    target[start + 1] = position - start - 2;
  }
  return target.subarray(0, position);
};
