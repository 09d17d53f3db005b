import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/** An export as a file: lines are only ever added. */
export class AuditFile {
  readonly path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Opens a file to go on after `offset`, where what it holds is sound; makes it where it is not there. */
  static async open(path: string, offset: number): Promise<AuditFile> {
    const handle = await open(path, "a", 0o600);
    const { size } = await handle.stat();
    if (size > offset) await handle.truncate(offset);
    return new AuditFile(path, handle);
  }

  /** Adds lines; they survive a power failure once this answers. */
  async append(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    await this.#handle.appendFile(`${lines.join("\n")}\n`);
    await this.#handle.datasync();
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async close(): Promise<void> {
    await this.#handle.close();
    await syncDirectory(dirname(this.path));
  }
}

/** Makes new and renamed files of a directory survive a power failure. */
export const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
