import { readFileSync, readlinkSync } from "node:fs";

/**
 * When a process started, as the kernel counts it; undefined when there is no such process.
 * With the process id it names one process for ever, although ids are used again.
 */
const startOf = (pid: number): string | undefined => {
  if (process.platform !== "linux") {
    try {
      process.kill(pid, 0);
      return "0";
    } catch {
      return undefined;
    }
  }
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; the 22nd field of the line is the 20th after it.
    const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

/** `<pid>-<start>`: this process. */
export const ownIdentity = (): string => `${process.pid}-${startOf(process.pid) ?? "0"}`;

/** Whether the process that called itself so still runs. */
export const isAlive = (identity: string): boolean => {
  const [pid, start] = identity.split("-");
  return pid !== undefined && start !== undefined && startOf(Number(pid)) === start;
};

/** Whether a process runs; on Linux, whether it runs in this directory (a postmaster works in its data directory). */
export const runsIn = (pid: number, directory: string): boolean => {
  if (startOf(pid) === undefined) return false;
  if (process.platform !== "linux") return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === directory;
  } catch {
    return false;
  }
};
