import type { CertificateSubject, Lint } from "../lint.ts";
import { KEY_ALGORITHMS, type KeyFamily } from "../../algorithms.ts";
import type { KeyUsageName } from "../../certificate/extensions.ts";
import { keyAlgorithmNameOf } from "../../public-key.ts";

/** Uses that a kind of key cannot have; RSA keys can have any. */
const IMPOSSIBLE: Readonly<Record<KeyFamily, readonly KeyUsageName[]>> = {
  rsa: [],
  ec: ["keyEncipherment", "dataEncipherment"],
  "ml-dsa": ["keyEncipherment", "dataEncipherment", "keyAgreement", "encipherOnly", "decipherOnly"],
};

export const keyUsageOfKey: Lint<CertificateSubject> = {
  name: "key-usage-of-key",
  citation: "RFC 8813 section 3; RFC 9881 section 5",
  check: ({ certificate }) => {
    const name = keyAlgorithmNameOf(certificate.publicKeyInfo);
    if (name === undefined) return undefined;
    const found = IMPOSSIBLE[KEY_ALGORITHMS[name].family].filter((usage) =>
      certificate.extensions.keyUsage?.has(usage),
    );
    return found.length === 0 ? undefined : `a ${name} key cannot be used for ${found.join(", ")}`;
  },
};
