import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Octets } from "../../src/browser/acquisition/der.ts";
import type { PageKey } from "../../src/browser/acquisition/key-pair.ts";

/** A folder of a test, gone afterwards. */
export const folderOf = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), "tegata-browser-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Runs a program of others; gives what it said, on either stream. @throws where it refuses. */
export const judge = (program: string, ...values: readonly string[]): string =>
  execFileSync("/bin/sh", ["-c", 'exec "$0" "$@" 2>&1', program, ...values], { encoding: "utf8" });

/** A self-signed certificate for a key of the page, made by openssl: for what only needs some certificate. */
export const certificateFor = async (
  folder: string,
  key: PageKey,
  subject = "/CN=someone",
): Promise<Octets> => {
  const keyFile = join(folder, "certified.der");
  writeFileSync(keyFile, await key.privateKeyInfo());
  const words = ["req", "-x509", "-new", "-key", keyFile, "-keyform", "DER", "-subj", subject];
  const der = execFileSync("openssl", [...words, "-days", "3", "-outform", "DER"], { stdio: "pipe" });
  return new Uint8Array(der);
};

/** An empty NSS database without a password. */
export const nssDatabase = (folder: string): string => {
  const database = join(folder, "nss");
  mkdirSync(database);
  judge("certutil", "-N", "-d", `sql:${database}`, "--empty-password");
  return `sql:${database}`;
};
