import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  authorityBasicConstraints,
  distributionPointName,
  extendedKeyUsage,
  extension,
  keyUsage,
} from "../certificate/extensions.ts";
import { sequence } from "../der/writer.ts";
import { OID } from "../oids.ts";
import {
  AUTHORITY,
  certificatePolicies,
  general,
  issuePathMember,
  nameConstraints,
  pathName,
  policyMappings,
  requireExplicitPolicy,
  type PathMemberFields,
} from "../testing/path-certificates.ts";
import { PATH_AT, newSmallPath, pathOutcome } from "../testing/small-path.ts";
import { TEST_NOT_AFTER, TEST_NOT_BEFORE } from "../testing/small-authority.ts";
import { MAX_PATH_CERTIFICATES, type PathRequest } from "./path-request.ts";
import { validatePath, type PathRefusalCode } from "./validate-path.ts";

test("a sound path is valid, to the last second of it", async () => {
  const { request, end } = await newSmallPath();
  const validated = validatePath({ ...request, at: TEST_NOT_AFTER });
  assert.ok(validated.ok && validated.value.certificate === end.certificate);
});

test("the refusal says which certificate", async () => {
  const { request } = await newSmallPath({ extensions: [] });
  const validated = validatePath(request);
  assert.ok(!validated.ok);
  assert.equal(validated.refusal.position, 1);
});

const UNKNOWN_CRITICAL = extension("2.999.7", true, sequence());
const CRITICAL_POINTS = extension(
  OID.cRLDistributionPoints,
  true,
  sequence(sequence(distributionPointName("http://va.example/0.crl"))),
);
const LATER = TEST_NOT_BEFORE.add({ hours: 24 });
const UNTIL = TEST_NOT_BEFORE.add({ minutes: 1 });

/** What each check refuses: the authority's fields, the end's fields, more of the request. */
const REFUSED: readonly (readonly [
  what: string,
  code: PathRefusalCode,
  authority?: Partial<PathMemberFields>,
  end?: Partial<PathMemberFields>,
  request?: Partial<PathRequest>,
])[] = [
  ["no certificate", "PATH_EMPTY", {}, {}, { chain: [] }],
  ["another issuer's name", "PATH_NAME_MISMATCH", {}, { issuerName: pathName("another") }],
  ["a certificate not yet valid", "PATH_NOT_YET_VALID", {}, { notBefore: LATER }],
  ["an authority not yet valid", "PATH_NOT_YET_VALID", { notBefore: LATER }],
  ["a certificate that has expired", "PATH_EXPIRED", {}, { notAfter: UNTIL }],
  ["an authority that has expired", "PATH_EXPIRED", { notAfter: UNTIL }],
  ["an issuer without basicConstraints", "PATH_NOT_AN_AUTHORITY", { extensions: [] }],
  [
    "an issuer whose key may not sign certificates",
    "PATH_KEY_USAGE_NOT_ALLOWED",
    { extensions: [authorityBasicConstraints(), keyUsage("cRLSign")] },
  ],
  [
    "another purpose",
    "PATH_PURPOSE_NOT_ALLOWED",
    {},
    { extensions: [extendedKeyUsage(OID.clientAuth)] },
    { purpose: OID.serverAuth },
  ],
  [
    "an authority for another purpose",
    "PATH_PURPOSE_NOT_ALLOWED",
    { extensions: [...AUTHORITY, extendedKeyUsage(OID.ocspSigning)] },
    {},
    { purpose: OID.clientAuth },
  ],
  [
    "an unknown critical extension",
    "PATH_CRITICAL_EXTENSION_NOT_SUPPORTED",
    {},
    { extensions: [UNKNOWN_CRITICAL] },
  ],
  [
    "critical distribution points, where no CRL is looked at",
    "PATH_CRITICAL_EXTENSION_NOT_SUPPORTED",
    {},
    { extensions: [CRITICAL_POINTS] },
  ],
  [
    "a subtree that is none",
    "PATH_EXTENSION_MALFORMED",
    { extensions: [...AUTHORITY, extension(OID.nameConstraints, true, sequence())] },
  ],
  ["keyCertSign without cA", "PATH_FORM_NOT_ALLOWED", {}, { extensions: [keyUsage("keyCertSign")] }],
  [
    "name constraints that are not critical",
    "PATH_FORM_NOT_ALLOWED",
    {
      extensions: [
        ...AUTHORITY,
        nameConstraints({ permitted: [general.dns("x.example")], isCritical: false }),
      ],
    },
  ],
  ["neither subject nor critical alternative names", "PATH_FORM_NOT_ALLOWED", {}, { name: [] }],
  [
    "a mapping to anyPolicy",
    "PATH_POLICY_MAPPING_INVALID",
    { extensions: [...AUTHORITY, policyMappings(["2.999.1", OID.anyPolicy])] },
  ],
  [
    "no policy where one is demanded",
    "PATH_POLICY_NOT_ALLOWED",
    { extensions: [...AUTHORITY, requireExplicitPolicy(0)] },
  ],
  [
    "another policy than the acceptable one",
    "PATH_POLICY_NOT_ALLOWED",
    { extensions: [...AUTHORITY, certificatePolicies("2.999.1")] },
    { extensions: [certificatePolicies("2.999.1")] },
    { policies: { acceptable: ["2.999.2"], mustHavePolicy: true } },
  ],
];

describe("refuses", () => {
  for (const [what, code, authority, end, more] of REFUSED) {
    test(what, async () => {
      const { request } = await newSmallPath(authority, end);
      assert.equal(pathOutcome({ ...request, ...more }), code);
    });
  }

  test("a path that is too long", async () => {
    const { root, request } = await newSmallPath();
    const chain = Array.from({ length: MAX_PATH_CERTIFICATES + 1 }, () => root.certificate);
    assert.equal(pathOutcome({ ...request, chain }), "PATH_TOO_LONG");
  });

  test("a signature of another key", async () => {
    const { root, request } = await newSmallPath();
    const other = await issuePathMember({ name: "issuing", issuer: root, extensions: AUTHORITY });
    const [end] = request.chain;
    assert.ok(end !== undefined);
    assert.equal(pathOutcome({ ...request, chain: [end, other.certificate] }), "PATH_SIGNATURE_INVALID");
  });

  test("a signature algorithm that is not in the table", async () => {
    const { request, end, issuing } = await newSmallPath();
    const unknown = { ...end.certificate, signatureAlgorithm: undefined };
    assert.equal(
      pathOutcome({ ...request, chain: [unknown, issuing.certificate] }),
      "PATH_ALGORITHM_NOT_SUPPORTED",
    );
  });

  test("an authority too many", async () => {
    const root = await issuePathMember({ name: "root", extensions: AUTHORITY });
    const first = await issuePathMember({
      name: "first",
      issuer: root,
      extensions: [authorityBasicConstraints(0), keyUsage("keyCertSign")],
    });
    const { request } = await newSmallPath({ issuer: first });
    const chain = [...request.chain, first.certificate];
    assert.equal(pathOutcome({ ...request, chain, trustAnchor: root.certificate }), "PATH_LENGTH_EXCEEDED");
  });

  for (const [what, fields, code] of [
    ["expired", { extensions: AUTHORITY, notAfter: UNTIL }, "PATH_EXPIRED"],
    ["no authority", { extensions: [] }, "PATH_NOT_AN_AUTHORITY"],
    [
      "constrained",
      { extensions: [...AUTHORITY, nameConstraints({ excluded: [general.directory(pathName("end"))] })] },
      "PATH_NAME_EXCLUDED",
    ],
  ] as const) {
    test(`a trust anchor that is ${what}`, async () => {
      const anchor = await issuePathMember({ name: "anchor", ...fields });
      const { certificate } = await issuePathMember({ name: "end", issuer: anchor });
      assert.equal(pathOutcome({ chain: [certificate], trustAnchor: anchor.certificate, at: PATH_AT }), code);
    });
  }
});

test("policies are handed down through mappings, and given back as the anchor's", async () => {
  const { request } = await newSmallPath(
    { extensions: [...AUTHORITY, certificatePolicies("2.999.1"), policyMappings(["2.999.1", "2.999.5"])] },
    { extensions: [certificatePolicies("2.999.5")] },
  );
  const validated = validatePath({ ...request, policies: { acceptable: ["2.999.1"], mustHavePolicy: true } });
  assert.ok(validated.ok);
  assert.deepEqual(validated.value.policies, ["2.999.1"]);
  assert.equal(
    pathOutcome({ ...request, policies: { mustHavePolicy: true, forbidMapping: true } }),
    "PATH_POLICY_NOT_ALLOWED",
  );
});
