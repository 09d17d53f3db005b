import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TOOLS_FOLDER } from "./tools-folder.ts";

/** A virtual environment with the packages that were asked for. */
export interface PythonEnvironment {
  /** Path of a program of it, e.g. `python` or a package's own. */
  program(name: string): string;
  /** Version of an installed package. */
  versionOf(packageName: string): string;
}

const run = (
  file: string,
  parameters: readonly string[],
): { readonly ok: boolean; readonly stdout: string } => {
  const { status, stdout, error } = spawnSync(file, parameters, { timeout: 300_000, encoding: "utf8" });
  return { ok: error === undefined && status === 0, stdout: stdout ?? "" };
};

const environmentAt = (folder: string): PythonEnvironment => {
  const program = (name: string): string => join(folder, "bin", name);
  return {
    program,
    versionOf: (packageName) => {
      const code = `import importlib.metadata as m; print(m.version(${JSON.stringify(packageName)}))`;
      return run(program("python"), ["-c", code]).stdout.trim();
    },
  };
};

/**
 * Packages of PyPI in a virtual environment of their own under `var/tools`, made once.
 *
 * @param packages as pip names them, e.g. `pkilint` or `asn1crypto==1.5.1`
 * @returns a sentence saying what is missing, where it cannot be had on this machine
 */
export const pythonTool = (packages: readonly string[]): PythonEnvironment | string => {
  const name = `python-${packages.join("-").replaceAll(/[^\w.-]+/g, "_")}`;
  const folder = fileURLToPath(new URL(name, TOOLS_FOLDER));
  if (existsSync(join(folder, ".complete"))) return environmentAt(folder);
  mkdirSync(TOOLS_FOLDER, { recursive: true });
  // Half an environment, or one that another process is making, must not be taken for a whole one.
  rmSync(folder, { recursive: true, force: true });
  if (!run("python3", ["-m", "venv", folder]).ok) return "python3 with venv is not on this machine";
  const pip = join(folder, "bin", "pip");
  const options = ["install", "--quiet", "--disable-pip-version-check", "--no-input"];
  if (!run(pip, [...options, ...packages]).ok) return `pip could not install ${packages.join(", ")}`;
  mkdirSync(join(folder, ".complete.new"));
  renameSync(join(folder, ".complete.new"), join(folder, ".complete"));
  return environmentAt(folder);
};
