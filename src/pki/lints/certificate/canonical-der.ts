import type { CertificateSubject, Lint } from "../lint.ts";
import { extension } from "../../certificate/extensions.ts";
import { contextConstructed } from "../../der/tags.ts";
import { explicit, integer, sequence, unsignedInteger, value } from "../../der/writer.ts";
import { encodeName, type Name } from "../../name.ts";

const isWritten = (name: Name): boolean =>
  name.every((level) => level.every(({ stringType }) => stringType !== "bmp" && stringType !== "teletex"));

const encodedName = (name: Name, der: Buffer): Buffer => (isWritten(name) ? encodeName(name) : der);

const rebuilt = (certificate: CertificateSubject["certificate"]): Buffer =>
  sequence(
    ...(certificate.version === 1 ? [] : [explicit(0, integer(certificate.version - 1))]),
    unsignedInteger(Buffer.from(certificate.serial, "hex")),
    certificate.innerSignatureIdentifier,
    encodedName(certificate.issuer, certificate.issuerDer),
    certificate.validityDer,
    encodedName(certificate.subject, certificate.subjectDer),
    certificate.publicKeyInfo,
    ...(certificate.extensions.all.length === 0
      ? []
      : [
          value(contextConstructed(3), [
            sequence(
              ...certificate.extensions.all.map(({ oid, isCritical, value: contents }) =>
                extension(oid, isCritical, contents),
              ),
            ),
          ]),
        ]),
  );

/** The parser is strict already; this finds what only the writer decides, such as the order of a set. */
export const canonicalDer: Lint<CertificateSubject> = {
  name: "canonical-der",
  citation: "RFC 5280 section 4.1; X.690 section 10",
  check: ({ certificate }) =>
    rebuilt(certificate).equals(certificate.tbs) ? undefined : "encoding what was read gives other octets",
};
