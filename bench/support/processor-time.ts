import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const TICKS_A_SECOND = 100;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Seconds of processor time of its own, and of its children that ended. */
  readonly own: number;
  readonly ended: number;
}

/** Linux: /proc/<pid>/stat; what comes after the name in brackets. Undefined for a process that just ended. */
const timesOf = (pid: number): ProcessTimes | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const at = (index: number): number => Number(fields[index]);
    return {
      pid,
      parent: at(1),
      own: (at(11) + at(12)) / TICKS_A_SECOND,
      ended: (at(13) + at(14)) / TICKS_A_SECOND,
    };
  } catch {
    return undefined;
  }
};

/** Seconds of processor time that a process has taken so far, all its threads together. */
export const processSeconds = (pid: number | undefined): number => {
  const times = pid === undefined ? undefined : timesOf(pid);
  if (times === undefined) throw new Error(`no process ${pid}`);
  return times.own;
};

/** Seconds of processor time that the PostgreSQL in `folder` has taken so far, all its processes together. */
export const postgresSeconds = (folder: string): number => {
  const file = readdirSync(folder, { recursive: true, encoding: "utf8" }).find(
    (name) => path.basename(name) === "postmaster.pid",
  );
  if (file === undefined) throw new Error(`no PostgreSQL runs in ${folder}`);
  const postmaster = Number(readFileSync(path.join(folder, file), "utf8").split("\n")[0]);
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => timesOf(Number(name)) ?? []);
  return all
    .filter(({ pid, parent }) => pid === postmaster || parent === postmaster)
    .reduce((sum, { pid, own, ended }) => sum + own + (pid === postmaster ? ended : 0), 0);
};
