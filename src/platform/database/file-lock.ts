import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";

/**
 * Runs `work` while no other process of this machine is inside a lock on the same file.
 *
 * Node has no file locks of its own, but SQLite has: they belong to the process, so that the operating system frees
 * them however the process ends. A file that merely exists would stay behind after `kill -9`.
 *
 * @throws when the lock is not free within `waitSeconds`.
 */
export const withFileLock = async <T>(
  path: string,
  waitSeconds: number,
  work: () => Promise<T>,
): Promise<T> => {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    const attempts = Math.ceil(waitSeconds / 0.05);
    for (let attempt = 1; !tryLock(lock); attempt += 1) {
      if (attempt >= attempts)
        throw new Error(`${path} is still locked by another process after ${waitSeconds} s`);
      await pause(50);
    }
    return await work();
  } finally {
    lock.close();
  }
};

const SQLITE_BUSY = 5;

const tryLock = (lock: DatabaseSync): boolean => {
  try {
    lock.exec("begin exclusive");
    return true;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "errcode") === SQLITE_BUSY) return false;
    throw error;
  }
};
