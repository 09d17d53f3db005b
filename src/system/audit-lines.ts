import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { PlacedLine } from "#domain/audit/verify-export.ts";

/** A longer line is none of ours: the longest row has some dozen facts of 2,000 characters. */
const MOST_LINE_BYTES = 1_048_576;
const LINE_END = 0x0a;

/** A line of a file with where it begins. */
export interface FileLine extends PlacedLine {
  /** Offset of its first byte. */
  readonly offset: number;
  /** False: the file ends without the line's end. */
  readonly isComplete: boolean;
}

/** The lines of a file, one after the other; a line that is too long comes cut off, so that nothing takes it for one. */
export async function* fileLines(path: string): AsyncGenerator<FileLine> {
  let rest: Buffer = Buffer.alloc(0);
  let isCut = false;
  let offset = 0;
  let number = 0;
  const lineOf = (bytes: Buffer, isComplete: boolean): FileLine => {
    number += 1;
    return { file: path, number, text: isCut ? "" : bytes.toString("utf8"), offset, isComplete };
  };
  let skipped = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, from)) {
      const line = lineOf(bytes.subarray(from, end), true);
      yield line;
      offset += skipped + end + 1 - from;
      skipped = 0;
      isCut = false;
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > MOST_LINE_BYTES) {
      skipped += rest.length;
      isCut = true;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0 || isCut) yield lineOf(rest, false);
}

const FIRST_BYTES = 4_096;

/** The first line of a file, for looking at; cut off where it is long. */
export const firstLineOf = async (path: string): Promise<string> => {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
    return buffer.subarray(0, bytesRead).toString("utf8").split("\n")[0] ?? "";
  } finally {
    await handle.close();
  }
};
