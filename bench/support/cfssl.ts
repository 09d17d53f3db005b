import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "../../src/system/free-port.ts";
import { type BackgroundProgram, runProgram, startProgram, waitForPort } from "./processes.ts";

/** The newest cfssl that the Go toolchains of 2026 build; later ones ask for Go 1.27. */
const CFSSL_MODULE = "github.com/cloudflare/cfssl/cmd/cfssl";
const CFSSL_VERSIONS = ["latest", "v1.6.5"] as const;

const binFolder = path.join(path.dirname(path.dirname(import.meta.dirname)), "var", "bench", "bin");

/** Where cfssl is and what it calls itself. */
export interface CfsslProgram {
  readonly path: string;
  readonly version: string;
}

const builtWithGo = (): CfsslProgram | undefined => {
  const target = path.join(binFolder, "cfssl");
  const note = (): string => runProgram("go", ["version", "-m", target]);
  if (!existsSync(target)) {
    mkdirSync(binFolder, { recursive: true });
    const built = CFSSL_VERSIONS.some((version) => {
      try {
        console.error(`building cfssl ${version} from its Go module (some minutes the first time) …`);
        runProgram("go", ["install", `${CFSSL_MODULE}@${version}`], { GOBIN: binFolder });
        return true;
      } catch {
        return false;
      }
    });
    if (!built) return undefined;
  }
  const version = /mod\s+github\.com\/cloudflare\/cfssl\s+(\S+)/.exec(note())?.[1] ?? "of unknown version";
  return { path: target, version: `cfssl ${version}` };
};

const fromDebian = (): CfsslProgram => {
  if (!existsSync("/usr/bin/cfssl")) {
    throw new Error("no cfssl: install Go, or the Debian package golang-cfssl");
  }
  return {
    path: "/usr/bin/cfssl",
    version: `cfssl ${/Version: (\S+)/.exec(runProgram("/usr/bin/cfssl", ["version"]))?.[1] ?? ""} (Debian)`,
  };
};

/** cfssl built from its Go module where Go is there, else Debian's. */
export const findCfssl = (): CfsslProgram => {
  try {
    return builtWithGo() ?? fromDebian();
  } catch {
    return fromDebian();
  }
};

/** A running `cfssl serve` with a P-256 authority of its own, which records nothing. */
export interface CfsslServer extends BackgroundProgram {
  readonly version: string;
  /** `http://127.0.0.1:…/api/v1/cfssl/sign` */
  readonly signUrl: string;
}

const PROFILE = {
  signing: { default: { usages: ["digital signature", "client auth"], expiry: "8784h" } },
};

/** Starts `cfssl serve` with its files in `folder`. */
export const startCfssl = async (folder: string): Promise<CfsslServer> => {
  const program = findCfssl();
  mkdirSync(folder, { recursive: true });
  const file = (name: string): string => path.join(folder, name);
  writeFileSync(file("config.json"), JSON.stringify(PROFILE));
  writeFileSync(file("ca.json"), JSON.stringify({ CN: "Bench CA", key: { algo: "ecdsa", size: 256 } }));
  const [json] = runProgram(program.path, ["gencert", "-loglevel=5", "-initca", file("ca.json")]).split("\n");
  const made: unknown = JSON.parse(json ?? "{}");
  const text = (name: string): string => {
    const value: unknown = typeof made === "object" && made !== null ? Reflect.get(made, name) : undefined;
    if (typeof value !== "string") throw new Error(`cfssl gencert gave no ${name}`);
    return value;
  };
  writeFileSync(file("ca.pem"), text("cert"));
  writeFileSync(file("ca-key.pem"), text("key"), { mode: 0o600 });
  const port = await freePort("127.0.0.1");
  const args = [
    "serve",
    "-loglevel=5",
    "-address=127.0.0.1",
    `-port=${port}`,
    "-config",
    file("config.json"),
  ];
  const server = startProgram(program.path, [...args, "-ca", file("ca.pem"), "-ca-key", file("ca-key.pem")]);
  await waitForPort(port);
  return { ...server, version: program.version, signUrl: `http://127.0.0.1:${port}/api/v1/cfssl/sign` };
};
