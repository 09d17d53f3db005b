import { existsSync, readFileSync, readdirSync } from "node:fs";

/** Where Debian's python3-cryptography-vectors lies; `npm test` installs it. */
const FOLDER = "/usr/lib/python3/dist-packages/cryptography_vectors";

const pathOf = (path: string): string => {
  if (!existsSync(FOLDER)) throw new Error("install the Debian package python3-cryptography-vectors");
  return `${FOLDER}/${path}`;
};

/** A file of the package, e.g. `x509/ocsp/req-sha1.der`. Fails where the package is not installed. */
export const publishedVector = (path: string): Buffer => readFileSync(pathOf(path));

/** Names of what lies in a folder of the package. */
export const publishedVectorNames = (folder: string): readonly string[] => readdirSync(pathOf(folder));
