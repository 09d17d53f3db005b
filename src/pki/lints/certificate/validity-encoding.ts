import type { CertificateSubject, Lint } from "../lint.ts";
import { readDer, type DerReader } from "../../der/reader.ts";
import { isEncodedForItsYear } from "../time-encoding.ts";

const LIMITS = { maxBytes: 64, maxDepth: 3 };

const readTags = (reader: DerReader): number[] => reader.members(2, 2, () => reader.any().tag);

export const validityEncoding: Lint<CertificateSubject> = {
  name: "validity-encoding",
  citation: "RFC 5280 section 4.1.2.5",
  check: ({ certificate }) => {
    const tags = readDer(certificate.validityDer, LIMITS, (reader) => reader.sequence(readTags));
    const times = [certificate.notBefore, certificate.notAfter];
    const isRight = tags.ok && times.every((time, index) => isEncodedForItsYear(time, tags.value[index]));
    return isRight ? undefined : "UTCTime is for 1950 to 2049, GeneralizedTime for all other years";
  },
};
