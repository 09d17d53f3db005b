import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { parseCrl } from "#pki/crl/parse.ts";
import { OID } from "#pki/oids.ts";
import { findPath } from "#pki/path/build-path.ts";
import { validatePath } from "#pki/path/validate-path.ts";
import { decodePem, type PemLabel } from "#pki/pem.ts";
import { sayJudged, sayNotJudged } from "#test/support/judges.ts";
import { TOOLS_FOLDER } from "#test/support/tools-folder.ts";

/**
 * x509-limbo (C2SP, Apache-2.0): test cases for path validation. Its `limbo.json` is not part of this repository; the
 * test runs it where it lies in `var/tools/x509-limbo/` or where TEGATA_X509_LIMBO says.
 *
 * Left out: `webpki` and `online` (host names of TLS servers and the browsers' own rules, which client certificates
 * do not have), `bettertls` (host names too), and cases that set another greatest length of paths.
 */
const FILE =
  process.env["TEGATA_X509_LIMBO"] ?? fileURLToPath(new URL("x509-limbo/limbo.json", TOOLS_FOLDER));

const limboSchema = z.object({
  testcases: z.array(
    z.object({
      id: z.string(),
      features: z.array(z.string()),
      validation_kind: z.enum(["SERVER", "CLIENT"]),
      trusted_certs: z.array(z.string()),
      untrusted_intermediates: z.array(z.string()),
      peer_certificate: z.string(),
      validation_time: z.string().nullish(),
      expected_result: z.enum(["SUCCESS", "FAILURE"]),
      crls: z.array(z.string()).default([]),
    }),
  ),
});
type LimboCase = z.infer<typeof limboSchema>["testcases"][number];

const KEY_IDENTIFIERS = "key identifiers are hints for finding a path, not asked for";
const SERVER_NAMES = "names of TLS servers are not judged";

/** Cases that we take though they should fail, and why. Anything else that differs is a failure. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  "crl::crlnumber-missing": "the number of a CRL is not needed: delta CRLs are passed over",
  "rfc5280::aki::leaf-missing-aki": KEY_IDENTIFIERS,
  "rfc5280::aki::intermediate-missing-aki": KEY_IDENTIFIERS,
  "rfc5280::aki::cross-signed-root-missing-aki": KEY_IDENTIFIERS,
  "rfc5280::ski::root-missing-ski": KEY_IDENTIFIERS,
  "rfc5280::ski::intermediate-missing-ski": KEY_IDENTIFIERS,
  "rfc5280::pc::ica-noncritical-pc": "PKITS has policy constraints that are not critical",
  "rfc5280::root-non-critical-basic-constraints": "PKITS 4.6.4 has basic constraints that are not critical",
  "rfc5280::serial::zero": "a serial number of zero names a certificate as well as any other",
  "rfc5280::san::underscore-dns": SERVER_NAMES,
  "rfc5280::san::ip-in-dns": SERVER_NAMES,
  "rfc5280::ca-as-leaf-wrong-san": SERVER_NAMES,
};

const isOurs = ({ id, features }: LimboCase): boolean =>
  !/^(?:webpki|online|bettertls)::/.test(id) && !features.includes("max-chain-depth");

const derOf = (label: PemLabel, pem: string): Buffer => {
  const blocks = decodePem(label, pem);
  return (blocks.ok ? blocks.value[0] : undefined) ?? Buffer.alloc(0);
};

const certificatesOf = (pems: readonly string[]): Certificate[] =>
  pems.flatMap((pem) => {
    const read = parseCertificate(derOf("CERTIFICATE", pem));
    return read.ok ? [read.value] : [];
  });

const outcomeOf = (limbo: LimboCase): string => {
  const certificate = parseCertificate(derOf("CERTIFICATE", limbo.peer_certificate));
  if (!certificate.ok) return certificate.refusal.code;
  const crls = limbo.crls.flatMap((pem) => {
    const crl = parseCrl(derOf("X509 CRL", pem));
    return crl.ok ? [crl.value] : [];
  });
  const found = findPath(
    {
      certificate: certificate.value,
      intermediates: certificatesOf(limbo.untrusted_intermediates),
      trustAnchors: certificatesOf(limbo.trusted_certs),
    },
    (chain, trustAnchor) =>
      validatePath({
        chain,
        trustAnchor,
        at: Temporal.Instant.from(limbo.validation_time ?? "2026-06-01T00:00:00Z"),
        purpose: limbo.validation_kind === "SERVER" ? OID.serverAuth : OID.clientAuth,
        ...(limbo.features.includes("has-crl") ? { revocation: { crls } } : {}),
      }),
  );
  return found.ok ? "SUCCESS" : found.refusal.code;
};

test("x509-limbo", async (t) => {
  if (!existsSync(FILE)) return sayNotJudged(t, "x509-limbo", "limbo.json is not in var/tools/x509-limbo");
  const { testcases } = limboSchema.parse(JSON.parse(readFileSync(FILE, "utf8")));
  const cases = testcases.filter(isOurs);
  sayJudged("x509-limbo", `(${cases.length} of ${testcases.length} cases)`);
  assert.ok(cases.length >= 100);
  for (const limbo of cases) {
    const reason = DIFFERENCES[limbo.id];
    await t.test(`${limbo.id}${reason === undefined ? "" : ` (we differ: ${reason})`}`, () => {
      const isTaken = outcomeOf(limbo) === "SUCCESS";
      const shouldBeTaken = limbo.expected_result === "SUCCESS";
      assert.equal(isTaken, reason === undefined ? shouldBeTaken : true, outcomeOf(limbo));
      if (reason !== undefined) assert.ok(!shouldBeTaken, "no longer differs: take it out of the table");
    });
  }
});
