import { explicit, integer, sequence, setOf } from "#pki/der/writer.ts";
import { objectIdentifier } from "#pki/der/object-identifier.ts";

const ID_DATA = objectIdentifier("1.2.840.113549.1.7.1");
const ID_SIGNED_DATA = objectIdentifier("1.2.840.113549.1.7.2");

/** `[0] IMPLICIT CertificateSet`: the tag takes the place of SET OF's own. */
const certificateSet = (certificates: readonly Buffer[]): Buffer => {
  const set = setOf(...certificates);
  const tagged = Buffer.from(set);
  tagged[0] = 0xa0;
  return tagged;
};

/**
 * A “certs-only” SignedData: certificates and nothing signed (RFC 5652 section 5.1, RFC 5272 section 4.1, as EST
 * answers with, RFC 7030 sections 4.1.3 and 4.2.3).
 */
export const certificatesOnly = (certificates: readonly Buffer[]): Buffer =>
  sequence(
    ID_SIGNED_DATA,
    explicit(0, sequence(integer(1), setOf(), sequence(ID_DATA), certificateSet(certificates), setOf())),
  );
