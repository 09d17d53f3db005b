import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext } from "node:test";
import type { Pkcs11Options } from "#platform/key-store/pkcs11/pkcs11-key-store.ts";
import { accepted } from "#shared/result.ts";

const MODULES = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib64/pkcs11/libsofthsm2.so",
  "/opt/homebrew/lib/softhsm/libsofthsm2.so",
];

/** A SoftHSM2 with one token of its own. */
export interface SoftHsm {
  readonly module: string;
  readonly label: string;
  readonly pin: string;
  /** Holds the PIN; mode 600. */
  readonly pinFile: string;
  /** Where the tokens' files are. */
  readonly tokenDirectory: string;
  /** For other programs: names the configuration. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a key store of this token is told. */
  readonly options: Pkcs11Options;
  /** Makes another token; gives what softhsm2-util says. */
  initializeToken(label: string): void;
}

const moduleFile = (): string => {
  const found = MODULES.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error("SoftHSM2 is missing: install the package softhsm2 (npm test does on Debian)");
  }
  return found;
};

/**
 * Makes a token in a temporary directory, for this process and those it starts. Once in a process: SoftHSM2 reads its
 * configuration when it begins, and a process begins it once.
 */
export const softHsm = (t?: TestContext): SoftHsm => {
  const module = moduleFile();
  const directory = mkdtempSync(join(tmpdir(), "tegata-softhsm-"));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  if (t === undefined) after(remove);
  else t.after(remove);
  const tokenDirectory = join(directory, "tokens");
  mkdirSync(tokenDirectory);
  const configuration = join(directory, "softhsm2.conf");
  writeFileSync(
    configuration,
    `directories.tokendir = ${tokenDirectory}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const pin = "tegata-pin";
  const pinFile = join(directory, "pin");
  writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
  const environment = { SOFTHSM2_CONF: configuration };
  process.env["SOFTHSM2_CONF"] = configuration;
  const initializeToken = (label: string): void => {
    const words = ["--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "officer-pin"];
    execFileSync("softhsm2-util", words, { stdio: "pipe", env: { ...process.env, ...environment } });
  };
  const label = "tegata";
  initializeToken(label);
  return {
    module,
    label,
    pin,
    pinFile,
    tokenDirectory,
    environment,
    initializeToken,
    options: {
      module,
      token: { label },
      pin: { read: () => Promise.resolve(accepted(pin)), isTypedIn: false },
      sessions: 4,
    },
  };
};
