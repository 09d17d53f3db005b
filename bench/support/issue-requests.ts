import { generateKeyPairSync, sign } from "node:crypto";
import { subjectAltName } from "#pki/certificate/extensions.ts";
import { SIGNATURE_ALGORITHMS } from "#pki/algorithms.ts";
import { contextConstructed } from "#pki/der/tags.ts";
import { objectIdentifier } from "#pki/der/object-identifier.ts";
import { bitString, integer, sequence, setOf, value } from "#pki/der/writer.ts";
import { encodeName, nameOf } from "#pki/name.ts";
import { OID } from "#pki/oids.ts";

/** Name of applicant `index`: step-ca wants it in its token and in the request. */
export const applicantName = (index: number): string => `applicant-${index}.bench.example`;

const makeRequest = (index: number): Buffer => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = applicantName(index);
  const extensions = sequence(subjectAltName(name));
  const tbs = sequence(
    integer(0),
    encodeName(nameOf([["CN", name]])),
    publicKey.export({ type: "spki", format: "der" }),
    value(contextConstructed(0), [sequence(objectIdentifier(OID.extensionRequest), setOf(extensions))]),
  );
  const { identifier } = SIGNATURE_ALGORITHMS["ecdsa-with-SHA256"];
  return sequence(tbs, identifier, bitString(sign("sha256", tbs, privateKey)));
};

/** PKCS#10 requests with a P-256 key each, DER: one key, one certificate, so none can be used twice. */
export const makeRequests = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => makeRequest(index));
