import type { OcspSubject, Lint } from "../lint.ts";

export const ocspUpdateTimes: Lint<OcspSubject> = {
  name: "ocsp-update-times",
  citation: "RFC 6960 section 4.2.2.1",
  check: ({ response: { responses, producedAt } }) => {
    for (const { thisUpdate, nextUpdate } of responses) {
      if (nextUpdate === undefined) return "nextUpdate is missing, so the answer would never age";
      if (Temporal.Instant.compare(thisUpdate, nextUpdate) >= 0) return "nextUpdate is not after thisUpdate";
      if (Temporal.Instant.compare(thisUpdate, producedAt) > 0) return "thisUpdate lies after producedAt";
    }
    return undefined;
  },
};
