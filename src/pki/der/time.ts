import { invariant } from "#shared/invariant.ts";
import { DerError } from "./error.ts";
import { TAG } from "./tags.ts";
import { value } from "./writer.ts";

/** UTCTime and GeneralizedTime as RFC 5280 section 4.1.2.5 allows them: seconds, Zulu, no fractions. */

/** `YYYYMMDDHHMMSSZ` of an instant, rounded down to the second. Years 0000 to 9999. */
const compact = (instant: Temporal.Instant): string => {
  const text = new Date(Math.floor(instant.epochMilliseconds / 1000) * 1000).toISOString();
  invariant(text.length === 24, "times of certificates lie in the years 0000 to 9999");
  return `${text.slice(0, 4)}${text.slice(5, 7)}${text.slice(8, 10)}${text.slice(11, 13)}${text.slice(14, 16)}${text.slice(17, 19)}Z`;
};

/** GeneralizedTime: OCSP (RFC 6960 section 4.2.2.1). Parts of a second are dropped. */
export const generalizedTime = (instant: Temporal.Instant): Buffer =>
  value(TAG.generalizedTime, [Buffer.from(compact(instant), "latin1")]);

/** Time: UTCTime for 1950 to 2049, else GeneralizedTime (RFC 5280 section 4.1.2.5). Parts of a second are dropped. */
export const time = (instant: Temporal.Instant): Buffer => {
  const text = compact(instant);
  return text >= "1950" && text < "2050"
    ? value(TAG.utcTime, [Buffer.from(text.slice(2), "latin1")])
    : value(TAG.generalizedTime, [Buffer.from(text, "latin1")]);
};

const digits = (contents: Buffer, position: number): number => {
  const tens = (contents[position] ?? 0) - 0x30;
  const ones = (contents[position + 1] ?? 0) - 0x30;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9)
    throw new DerError("time with something else than digits");
  return tens * 10 + ones;
};

/** Milliseconds since 1970 of the contents octets of a UTCTime or GeneralizedTime. */
const epochMilliseconds = (tag: number, contents: Buffer): number => {
  const isUtc = tag === TAG.utcTime;
  if (contents.length !== (isUtc ? 13 : 15) || contents[contents.length - 1] !== 0x5a) {
    throw new DerError("time in another form than (YY)YYMMDDHHMMSSZ");
  }
  const start = isUtc ? 2 : 4;
  const short = digits(contents, start - 2);
  const year = isUtc ? (short < 50 ? 2000 + short : 1900 + short) : digits(contents, 0) * 100 + short;
  const month = digits(contents, start);
  const day = digits(contents, start + 2);
  const hour = digits(contents, start + 4);
  const minute = digits(contents, start + 6);
  const second = digits(contents, start + 8);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || hour > 23 || minute > 59 || second > 59) throw new DerError("time that does not exist");
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
};

/** The instant of the contents octets of a UTCTime or GeneralizedTime. */
export const decodeTime = (tag: number, contents: Buffer): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(epochMilliseconds(tag, contents));
