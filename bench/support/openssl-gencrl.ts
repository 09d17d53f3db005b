import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";

/** One run of `openssl ca -gencrl`. */
export interface OpensslCrl {
  readonly version: string;
  readonly seconds: number;
  /** Octets of the list, DER. */
  readonly octets: number;
}

const LINES_A_WRITE = 10_000;

const REASONS = ["unspecified", "keyCompromise", "superseded", "cessationOfOperation"];

const indexLine = (serial: string, index: number): string =>
  `R\t301231000000Z\t261101${String(index % 24).padStart(2, "0")}0000Z,${REASONS[index % REASONS.length]}\t${serial}\tunknown\t/O=Bench/CN=user ${index}\n`;

/** Serials of 16 octets with the top bit set, as ours. */
const newSerials = (count: number): string[] => {
  const octets = randomBytes(count * 16);
  return Array.from({ length: count }, (_, index) => {
    octets[index * 16] = (octets[index * 16] ?? 0) | 0x80;
    return octets.toString("hex", index * 16, index * 16 + 16).toUpperCase();
  });
};

const writeIndex = (file: string, revoked: number): void => {
  const handle = openSync(file, "w");
  for (let start = 0; start < revoked; start += LINES_A_WRITE) {
    const serials = newSerials(Math.min(LINES_A_WRITE, revoked - start));
    writeSync(handle, serials.map((serial, index) => indexLine(serial, start + index)).join(""));
  }
  closeSync(handle);
};

const CONFIGURATION = `[ca]
default_ca = bench
[bench]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 1
certificate = ca.pem
private_key = ca.key
`;

/** Lets `openssl ca` make its one list of `revoked` certificates, with a P-256 key, in a folder of its own. */
export const opensslGenCrl = (folder: string, revoked: number): OpensslCrl => {
  const cwd = path.join(folder, `openssl-${revoked}`);
  mkdirSync(cwd);
  const openssl = (...words: readonly string[]): string =>
    execFileSync("openssl", words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  writeIndex(path.join(cwd, "index.txt"), revoked);
  writeFileSync(path.join(cwd, "index.txt.attr"), "unique_subject = no\n");
  writeFileSync(path.join(cwd, "crlnumber"), "1000\n");
  writeFileSync(path.join(cwd, "ca.cnf"), CONFIGURATION);
  openssl(
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=Bench".split(
      " ",
    ),
  );
  const begun = performance.now();
  openssl("ca", "-config", "ca.cnf", "-gencrl", "-out", "list.pem");
  const seconds = (performance.now() - begun) / 1000;
  openssl("crl", "-in", "list.pem", "-outform", "DER", "-out", "list.der");
  return {
    version: openssl("version").split(" ").slice(0, 2).join(" "),
    seconds,
    octets: readFileSync(path.join(cwd, "list.der")).length,
  };
};
