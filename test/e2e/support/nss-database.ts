import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { toolPath } from "./debian-tools.ts";

/** Makes an NSS database in which the demonstration's server authority is trusted, as an administrator would do. */
export const makeNssDatabase = (directory: string, serverCaFile: string): void => {
  mkdirSync(directory, { recursive: true });
  const certutil = (...values: string[]): unknown =>
    execFileSync(toolPath("certutil"), [...values, "-d", `sql:${directory}`], { stdio: "pipe" });
  certutil("-N", "--empty-password");
  certutil("-A", "-n", "server authority", "-t", "C,,", "-i", serverCaFile);
};
