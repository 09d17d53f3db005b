import { link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { decodePem, type PemLabel } from "#pki/pem.ts";
import { codeOf, messageOf } from "#platform/errors.ts";
import { UsageError } from "../../exit.ts";

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes a whole file or none, so that it survives a power cut, and never over another; false where the name is taken. */
export const writeOnce = async (path: string, contents: string): Promise<boolean> => {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporary = `${path}.${process.pid}.partial`;
  const handle = await open(temporary, "w", 0o644);
  try {
    await handle.writeFile(contents);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(temporary, path);
    await syncDirectory(directory);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
};

/** The contents of a file; undefined where there is none. */
export const readIfThere = async (path: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

/** @throws UsageError where it cannot be read. */
export const readInput = async (path: string): Promise<Buffer> => {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${path}: ${messageOf(error)}`);
  }
};

/** DER of a file that holds it plain or as one PEM block. @throws UsageError where it is neither. */
export const derOf = (label: PemLabel, path: string, contents: Buffer): Buffer => {
  if (contents[0] === 0x30) return contents;
  const blocks = decodePem(label, contents.toString("latin1"));
  if (!blocks.ok) throw new UsageError(`${path}: ${blocks.refusal}`);
  const [der, ...others] = blocks.value;
  if (der === undefined || others.length > 0) throw new UsageError(`${path}: expected one ${label}`);
  return der;
};
