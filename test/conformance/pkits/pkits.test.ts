import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { z } from "zod";
import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { parseCrl } from "#pki/crl/parse.ts";
import { findPath } from "#pki/path/build-path.ts";
import { validatePath, type PathRefusalCode } from "#pki/path/validate-path.ts";
import { publishedVector } from "#test/support/published-vectors.ts";

/**
 * The NIST Public Key Interoperability Test Suite (PKITS 1.0.1), sections 4.1 to 4.16. `pkits.json` states each test:
 * certificates (trust anchor first), CRLs, inputs and whether the path is valid as the document has it, and the code
 * with which we refuse. Test material and document are in the public domain (a work of the United States Government).
 */
const testSchema = z.strictObject({
  number: z.string(),
  name: z.string(),
  isValid: z.boolean(),
  refusal: z.string().optional(),
  certificates: z.array(z.string()).min(2),
  crls: z.array(z.string()),
  acceptable: z.array(z.string()).optional(),
  forbidMapping: z.literal(true).optional(),
  mustHavePolicy: z.literal(true).optional(),
  forbidAnyPolicy: z.literal(true).optional(),
});
type PkitsTest = z.infer<typeof testSchema>;

const TESTS = z
  .array(testSchema)
  .parse(JSON.parse(readFileSync(new URL("pkits.json", import.meta.url), "utf8")));

type Outcome = PathRefusalCode | "valid" | "CERTIFICATE_MALFORMED" | "CERTIFICATE_TOO_LARGE";

const DSA = "DSA is not in the table of algorithms";
const INDIRECT = "indirect CRLs are passed over, so that the certificate's standing is unknown";
const DELTA = "delta CRLs are passed over: the complete CRL alone counts";

/** Where we differ from the document: what we answer, and why. Anything else that differs is a failure. */
const DIFFERENCES: Readonly<Record<string, readonly [outcome: Outcome, reason: string]>> = {
  "4.1.4": ["PATH_ALGORITHM_NOT_SUPPORTED", DSA],
  "4.1.5": ["PATH_ALGORITHM_NOT_SUPPORTED", DSA],
  "4.4.14": [
    "PATH_REVOCATION_UNKNOWN",
    "negative serial numbers are refused (RFC 5280 section 4.1.2.2), in CRLs too",
  ],
  "4.14.22": ["PATH_REVOCATION_UNKNOWN", INDIRECT],
  "4.14.24": ["PATH_REVOCATION_UNKNOWN", INDIRECT],
  "4.14.25": ["PATH_REVOCATION_UNKNOWN", INDIRECT],
  "4.14.28": ["PATH_REVOCATION_UNKNOWN", INDIRECT],
  "4.14.29": ["PATH_REVOCATION_UNKNOWN", INDIRECT],
  "4.14.30": ["PATH_REVOCATION_UNKNOWN", INDIRECT],
  "4.14.33": ["PATH_REVOCATION_UNKNOWN", INDIRECT],
  "4.15.4": ["valid", DELTA],
  "4.15.5": ["PATH_REVOKED", `${DELTA}; a hold that a delta lifted still counts`],
};

/** When PKITS's certificates were made: all that should be valid are, and those out of date are. */
const AT = Temporal.Instant.from("2012-01-01T00:00:00Z");

const POLICY_PREFIX = "NIST-test-policy-";
const policyOid = (name: string): string =>
  name.startsWith(POLICY_PREFIX)
    ? `2.16.840.1.101.3.2.1.48.${name.slice(POLICY_PREFIX.length)}`
    : "2.5.29.32.0";

const crlsOf = ({ crls }: PkitsTest) =>
  crls.flatMap((name) => {
    const crl = parseCrl(publishedVector(`x509/PKITS_data/crls/${name}.crl`));
    return crl.ok ? [crl.value] : [];
  });

const outcomeOf = (pkits: PkitsTest): Outcome => {
  const certificates: Certificate[] = [];
  for (const name of pkits.certificates) {
    const read = parseCertificate(publishedVector(`x509/PKITS_data/certs/${name}.crt`));
    if (!read.ok) return read.refusal.code;
    certificates.push(read.value);
  }
  const [anchor, ...others] = certificates;
  const certificate = others.pop();
  assert.ok(anchor !== undefined && certificate !== undefined);
  const { forbidMapping = false, mustHavePolicy = false, forbidAnyPolicy = false, acceptable } = pkits;
  const policies = {
    forbidMapping,
    mustHavePolicy,
    forbidAnyPolicy,
    ...(acceptable === undefined ? {} : { acceptable: acceptable.map(policyOid) }),
  };
  // Some tests list certificates of keys that sign CRLs only: the path is found among them.
  const found = findPath(
    { certificate, intermediates: others, trustAnchors: [anchor] },
    (chain, trustAnchor) =>
      validatePath({
        chain,
        trustAnchor,
        at: AT,
        policies,
        revocation: { crls: crlsOf(pkits), crlSigners: others },
      }),
  );
  return found.ok ? "valid" : found.refusal.code;
};

describe("PKITS", () => {
  test("is complete", () => {
    const sections = new Set(TESTS.map(({ number }) => number.split(".").slice(0, 2).join(".")));
    assert.deepEqual(
      [...sections],
      Array.from({ length: 16 }, (_, index) => `4.${index + 1}`),
    );
    assert.equal(TESTS.length, 249);
    for (const number of Object.keys(DIFFERENCES)) assert.ok(TESTS.some((pkits) => pkits.number === number));
  });

  for (const pkits of TESTS) {
    const difference = DIFFERENCES[pkits.number];
    const note = difference === undefined ? "" : ` (we differ: ${difference[1]})`;
    test(`${pkits.number} ${pkits.name}${note}`, () => {
      const outcome = outcomeOf(pkits);
      if (difference !== undefined) {
        assert.equal(outcome, difference[0]);
        assert.notEqual(outcome === "valid", pkits.isValid, "no longer differs: take it out of the table");
      } else assert.equal(outcome, pkits.isValid ? "valid" : pkits.refusal);
    });
  }
});

test("how many are as NIST has them", (t) => {
  const differing = Object.keys(DIFFERENCES).length;
  t.diagnostic(`PKITS: ${TESTS.length - differing} of ${TESTS.length}; ${differing} differ by the table`);
  assert.ok(differing <= 12, "the table of differences may only become shorter");
});
