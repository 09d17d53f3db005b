import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A TLS server certificate for `localhost` under an authority of its own, made by openssl. */
export interface TestServerCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
  readonly caFile: string;
}

const RSA = ["-newkey", "rsa:2048", "-nodes"];

/**
 * Makes the certificate with RSA keys: Debian's `strongswan-pki` comes without elliptic curves. The dates are those of
 * the machine, whatever clock the test uses: foreign clients look at their own.
 */
export const makeServerCertificate = async (directory: string): Promise<TestServerCertificate> => {
  const path = (name: string): string => join(directory, name);
  await run("openssl", [
    "req",
    "-x509",
    ...RSA,
    "-days",
    "30",
    "-subj",
    "/CN=Test server authority",
    "-addext",
    "keyUsage=critical,keyCertSign,cRLSign",
    "-keyout",
    path("server-ca.key"),
    "-out",
    path("server-ca.crt"),
  ]);
  await run("openssl", [
    "req",
    "-new",
    ...RSA,
    "-subj",
    "/CN=localhost",
    "-keyout",
    path("server.key"),
    "-out",
    path("server.csr"),
  ]);
  await writeFile(
    path("server.cnf"),
    "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n",
  );
  await run("openssl", [
    "x509",
    "-req",
    "-in",
    path("server.csr"),
    "-days",
    "30",
    "-extfile",
    path("server.cnf"),
    "-CA",
    path("server-ca.crt"),
    "-CAkey",
    path("server-ca.key"),
    "-CAcreateserial",
    "-out",
    path("server.crt"),
  ]);
  const read = (name: string): Promise<string> => readFile(path(name), "utf8");
  return {
    certificate: await read("server.crt"),
    key: await read("server.key"),
    ca: await read("server-ca.crt"),
    caFile: path("server-ca.crt"),
  };
};
