import { invariant } from "#shared/invariant.ts";
import { TAG } from "../der/tags.ts";

/**
 * Encoded entries (`encodeCrlEntry`), one after the other by serial: how a list's entries are kept between two lists.
 * These functions are for octets of our own making, so what is not as expected is a bug and throws.
 */

/** Where one entry lies, and the contents octets of its serial. */
export interface EntryPlace {
  readonly start: number;
  readonly end: number;
  readonly serialStart: number;
  readonly serialEnd: number;
}

/** Where the entry that begins at `start` lies. Its length takes one octet: ours have 35 to 47 octets of contents. */
export const entryAt = (entries: Buffer, start: number): EntryPlace => {
  const length = entries[start + 1] ?? 0x80;
  const serialStart = start + 4;
  const end = start + 2 + length;
  const isSound =
    entries[start] === TAG.sequence &&
    length < 0x80 &&
    end <= entries.length &&
    entries[start + 2] === TAG.integer;
  invariant(isSound, "kept CRL entries are whole");
  return { start, end, serialStart, serialEnd: serialStart + (entries[start + 3] ?? 0) };
};

/** Order of the serials of two entries, as numbers: they are positive and minimal, so the longer one is greater. */
const compareSerials = (left: Buffer, at: EntryPlace, right: Buffer, other: EntryPlace): number => {
  const byLength = at.serialEnd - at.serialStart - (other.serialEnd - other.serialStart);
  if (byLength !== 0) return byLength;
  return left.compare(right, other.serialStart, other.serialEnd, at.serialStart, at.serialEnd);
};

/** Encoded entries in the order of their serials. */
export const sortEntries = (entries: readonly Buffer[]): Buffer[] =>
  entries
    .map((entry) => ({ entry, place: entryAt(entry, 0) }))
    .sort((left, right) => compareSerials(left.entry, left.place, right.entry, right.place))
    .map(({ entry }) => entry);

/** Kept entries with others added, each in its place; one whose serial is there already is left out. */
export const mergeEntries = (kept: Buffer, added: readonly Buffer[]): Buffer => {
  if (added.length === 0) return kept;
  const parts: Buffer[] = [];
  let copied = 0;
  let position = 0;
  for (const entry of sortEntries(added)) {
    const place = entryAt(entry, 0);
    let isThere = false;
    while (position < kept.length) {
      const present = entryAt(kept, position);
      const order = compareSerials(kept, present, entry, place);
      isThere = order === 0;
      if (order >= 0) break;
      position = present.end;
    }
    if (isThere) continue;
    parts.push(kept.subarray(copied, position), entry);
    copied = position;
  }
  parts.push(kept.subarray(copied));
  return Buffer.concat(parts);
};

/** Number of entries. */
export const countEntries = (entries: Buffer): number => {
  let count = 0;
  for (let position = 0; position < entries.length; position = entryAt(entries, position).end) count += 1;
  return count;
};

/** Serials as they are recorded: hexadecimal, at least 32 digits. */
export const serialsOfEntries = (entries: Buffer): string[] => {
  const serials: string[] = [];
  for (let position = 0; position < entries.length;) {
    const { serialStart, serialEnd, end } = entryAt(entries, position);
    const first = entries[serialStart] === 0 ? serialStart + 1 : serialStart;
    serials.push(entries.toString("hex", first, serialEnd).padStart(32, "0"));
    position = end;
  }
  return serials;
};
