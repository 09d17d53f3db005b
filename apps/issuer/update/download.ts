import { createHash } from "node:crypto";
import { open, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { accepted, refused, type Result } from "#shared/result.ts";
import { type Failure, failure } from "../core/failure.ts";
import type { UpdatePackage } from "./manifest.ts";

/** The octets of a file, as they arrive. @throws where they stop arriving. */
export type Octets = AsyncIterable<Buffer>;

/** Told how far a download is. */
export type DownloadProgress = (bytes: number, ofBytes: number) => void;

/**
 * Writes a package to `directory` and gives its path. It bears its name only when its length and its SHA-256 are those
 * of the manifest; whatever else arrived is removed. Reading stops at the first octet too many.
 *
 * Refused: G002e (it did not arrive whole, or could not be written), UPDATE_NOT_TRUSTED (it is another one).
 */
export const savePackage = async (
  octets: Octets,
  { file, bytes, sha256 }: UpdatePackage,
  directory: string,
  onProgress: DownloadProgress,
): Promise<Result<string, Failure>> => {
  const path = join(directory, file);
  const partial = `${path}.part`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await rm(partial, { force: true });
    const hash = createHash("sha256");
    let received = 0;
    const target = await open(partial, "wx", 0o700);
    try {
      for await (const part of octets) {
        received += part.length;
        if (received > bytes) break;
        hash.update(part);
        await target.write(part);
        onProgress(received, bytes);
      }
      await target.sync();
    } finally {
      await target.close();
    }
    if (received < bytes) return await give(partial, failure("G002e", `${received} of ${bytes} octets`));
    const digest = hash.digest("hex");
    if (received > bytes || digest !== sha256)
      return await give(
        partial,
        failure("UPDATE_NOT_TRUSTED", `${file}: ${received} octets, SHA-256 ${digest}`),
      );
    await rename(partial, path);
    return accepted(path);
  } catch (error) {
    return give(partial, failure("G002e", String(error)));
  }
};

/** Leaves nothing half done. */
const give = async (partial: string, why: Failure): Promise<Result<string, Failure>> => {
  await rm(partial, { force: true }).catch(() => undefined);
  return refused(why);
};
