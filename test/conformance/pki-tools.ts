import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { encodePem, type PemLabel } from "#pki/pem.ts";

/** Debian packages of the programs that judge what we make. */
const PACKAGES = {
  openssl: "openssl",
  certtool: "gnutls-bin",
  ocsptool: "gnutls-bin",
  pki: "strongswan-pki",
  certutil: "libnss3-tools",
  crlutil: "libnss3-tools",
  vfychain: "libnss3-tools",
} as const;

/** What a program said. */
export interface ToolOutcome {
  readonly status: number | null;
  /** Both outputs, joined. */
  readonly text: string;
  readonly stdout: Buffer;
}

/** Runs another project's program. One that is not on the machine fails the test and names its Debian package. */
export const runTool = (
  tool: keyof typeof PACKAGES,
  parameters: readonly string[],
  input?: Buffer | string,
): ToolOutcome => {
  const outcome = spawnSync(tool, parameters, {
    ...(input === undefined ? {} : { input }),
    timeout: 60_000,
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  if (outcome.error !== undefined && "code" in outcome.error && outcome.error.code === "ENOENT") {
    throw new Error(`${tool} is missing: install the Debian package ${PACKAGES[tool]}`);
  }
  if (outcome.error !== undefined) throw outcome.error;
  return {
    status: outcome.status,
    text: `${outcome.stdout.toString("utf8")}\n${outcome.stderr.toString("utf8")}`,
    stdout: outcome.stdout,
  };
};

/** A directory for the files of one test. */
export interface Workbench {
  path(name: string): string;
  der(name: string, bytes: Buffer): string;
  pem(name: string, label: PemLabel, ...ders: readonly Buffer[]): string;
}

/** A fresh directory, removed after the test. */
export const workbench = (t: TestContext): Workbench => {
  const directory = mkdtempSync(join(tmpdir(), "tegata-pki-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const path = (name: string): string => join(directory, name);
  return {
    path,
    der: (name, bytes) => {
      writeFileSync(path(name), bytes);
      return path(name);
    },
    pem: (name, label, ...ders) => {
      writeFileSync(path(name), ders.map((der) => encodePem(label, der)).join(""));
      return path(name);
    },
  };
};
