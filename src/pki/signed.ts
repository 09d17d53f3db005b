import { signatureAlgorithmOf } from "./algorithms.ts";
import type { DerReader } from "./der/reader.ts";

/** Steps over an AlgorithmIdentifier and gives its octets back; whatever the parameters are, they are DER. */
export const readAlgorithmIdentifier = (reader: DerReader): Buffer =>
  reader.recorded((outer) =>
    outer.sequence((algorithm) => {
      algorithm.objectIdentifier();
      if (!algorithm.isAtEnd) algorithm.any();
    }),
  ).encoded;

/**
 * Certificates and CRLs have one form (RFC 5280 sections 4.1 and 5.1): what is signed, the algorithm once more, the
 * signature.
 */
export const readSigned = <Tbs extends object>(
  reader: DerReader,
  der: Buffer,
  readTbs: (fields: DerReader) => Tbs,
) =>
  reader.sequence((fields) => {
    const tbs = readTbs(fields);
    const outerSignatureIdentifier = readAlgorithmIdentifier(fields);
    return {
      ...tbs,
      der,
      outerSignatureIdentifier,
      signatureAlgorithm: signatureAlgorithmOf(outerSignatureIdentifier),
      signature: fields.bitString(),
    };
  });
