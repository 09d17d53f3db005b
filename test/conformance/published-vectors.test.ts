import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { KeyAlgorithmName } from "#pki/algorithms.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { parseCrl } from "#pki/crl/parse.ts";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { parseCertificationRequest } from "#pki/csr/parse.ts";
import { parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import { parseOcspRequest } from "#pki/ocsp/request.ts";
import type { PkiRefusalCode } from "#pki/refusal.ts";
import { publishedVector, publishedVectorNames } from "#test/support/published-vectors.ts";

/**
 * The certificates, requests, CRLs and OCSP messages of Debian's python3-cryptography-vectors (Apache-2.0 or BSD, with
 * material of NIST, Let's Encrypt and others; taken from the package, not copied). Each is accepted unless a table
 * says why not: that we are stricter than another reader is on purpose, and stated here.
 */
type Table = Readonly<Record<string, readonly [code: PkiRefusalCode, reason: string]>>;

const LONG_SERIAL =
  "a serial number of 160 bits with the top bit set takes 21 octets (RFC 5280 section 4.1.2.2)";
const SHA1 = "SHA-1 is not in the table of algorithms";
const NOT_OF_THIS_KIND = "a certificate, not a CRL";
const NOT_TEXT = "attributes of names must be strings; this one is a bit string";

const OCSP_REQUESTS: Table = {
  "req-duplicate-ext.der": ["OCSP_REQUEST_MALFORMED", "an extension twice"],
  "req-invalid-hash-alg.der": ["OCSP_REQUEST_MALFORMED", LONG_SERIAL],
  "req-multi-sha1.der": ["OCSP_REQUEST_MALFORMED", LONG_SERIAL],
  "req-sha1.der": ["OCSP_REQUEST_MALFORMED", LONG_SERIAL],
};

const OCSP_RESPONSES: Table = {
  "resp-response-type-unknown-oid.der": ["OCSP_RESPONSE_MALFORMED", "no id-pkix-ocsp-basic"],
  "resp-successful-no-response-bytes.der": ["OCSP_RESPONSE_MALFORMED", "successful, and nothing in it"],
  "resp-unknown-response-status.der": ["OCSP_RESPONSE_MALFORMED", "status 7 does not exist"],
};

const REQUESTS: Table = {
  "bad-version.pem": ["CSR_MALFORMED", "version 2"],
  "basic_constraints.pem": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", SHA1],
  "challenge-invalid.der": ["CSR_SIGNATURE_INVALID", "changed after it was signed"],
  "challenge-multi-valued.der": ["CSR_SIGNATURE_INVALID", "changed after it was signed"],
  "dsa_sha1.der": ["KEY_TYPE_NOT_ALLOWED", "DSA"],
  "dsa_sha1.pem": ["KEY_TYPE_NOT_ALLOWED", "DSA"],
  "freeipa-bad-critical.pem": ["CSR_MALFORMED", "FALSE, the default, written out: not DER"],
  "invalid_signature.pem": ["KEY_TOO_SHORT", "RSA of 1024 bits; its signature is not looked at any more"],
  "long-form-attribute.pem": ["CSR_MALFORMED", "a tag number above 30"],
  "rsa_md4.der": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", "MD4"],
  "rsa_md4.pem": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", "MD4"],
  "rsa_sha1.der": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", SHA1],
  "rsa_sha1.pem": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", SHA1],
  "san_rsa_sha1.der": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", SHA1],
  "san_rsa_sha1.pem": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", SHA1],
  "two_basic_constraints.pem": ["CSR_MALFORMED", "an extension twice"],
  "unsupported_extension.pem": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", SHA1],
  "unsupported_extension_critical.pem": ["SIGNATURE_ALGORITHM_NOT_ALLOWED", SHA1],
};

const CRLS: Table = {
  "cdp_crl_issuer.pem": ["CRL_MALFORMED", NOT_OF_THIS_KIND],
  "cdp_fullname_reasons_crl_issuer.pem": ["CRL_MALFORMED", NOT_OF_THIS_KIND],
  "crl_bad_version.pem": ["CRL_MALFORMED", "version 3"],
  "crl_invalid_time.der": ["CRL_MALFORMED", "a time without seconds"],
  "crl_unsupported_reason.pem": ["CRL_MALFORMED", "a reason that does not exist"],
  "freshestcrl.pem": ["CRL_MALFORMED", NOT_OF_THIS_KIND],
};

const CERTIFICATES: Table = {
  "badasn1time.pem": ["CERTIFICATE_MALFORMED", "a time in another form"],
  "cryptography.io.with_garbage.pem": ["CERTIFICATE_MALFORMED", "its first block holds no base64"],
  "cryptography-scts-tbs-precert.der": ["CERTIFICATE_MALFORMED", "a TBSCertificate alone"],
  "e-trust.ru.der": ["CERTIFICATE_MALFORMED", "NumericString in a name"],
  "scottishpower-bitstring-dn.pem": ["CERTIFICATE_MALFORMED", NOT_TEXT],
  "unique_identifier.pem": ["CERTIFICATE_MALFORMED", NOT_TEXT],
  "utf8-dnsname.pem": ["CERTIFICATE_MALFORMED", "octets above 127 in a dNSName"],
  "v1_cert.pem": ["CERTIFICATE_MALFORMED", "signature algorithm differs inside and outside"],
  "alternate-rsa-sha1-oid.der": ["CERTIFICATE_MALFORMED", "key usage that is no named bit list"],
  "invalid_utf8_common_name.pem": ["CERTIFICATE_MALFORMED", "a UTF8String that is not UTF-8"],
  "invalid_version.pem": ["CERTIFICATE_MALFORMED", "version 8"],
  "long-form-name-attribute.pem": ["CERTIFICATE_MALFORMED", "a tag number above 30"],
  "negative_serial.pem": ["CERTIFICATE_MALFORMED", "a negative serial number"],
  "two_basic_constraints.pem": ["CERTIFICATE_MALFORMED", "an extension twice"],
};

/** DER of a file: PEM's first block, whatever its label and what stands around it. */
const derOf = (path: string): Buffer => {
  const bytes = publishedVector(path);
  const block = /-----BEGIN [^-]+-----([^-]+)-----END/.exec(bytes.toString("latin1"))?.[1];
  return block === undefined ? bytes : Buffer.from(block, "base64");
};

type Parsed =
  { readonly ok: true } | { readonly ok: false; readonly refusal: { readonly code: PkiRefusalCode } };

const run = (
  folder: string,
  parse: (der: Buffer) => Parsed,
  table: Table,
  isMeant: (name: string) => boolean = () => true,
): void => {
  const names = publishedVectorNames(folder).filter((name) => /\.(?:der|pem)$/.test(name) && isMeant(name));
  assert.ok(names.length > 0, folder);
  for (const name of names) {
    const [expected, reason] = table[name] ?? ["accepted", "accepted"];
    test(`${folder}/${name}: ${reason}`, () => {
      const parsed = parse(derOf(`${folder}/${name}`));
      assert.equal(parsed.ok ? "accepted" : parsed.refusal.code, expected);
    });
  }
};

const KEYS: readonly KeyAlgorithmName[] = ["P-256", "P-384", "RSA-2048", "RSA-3072", "RSA-4096"];

const checkRequest = (der: Buffer): Parsed => {
  const parsed = parseCertificationRequest(der);
  return parsed.ok ? checkCertificationRequest(parsed.value, KEYS) : parsed;
};

const isCrl = (name: string): boolean => name.includes("crl");

describe("OCSP", () => {
  run("x509/ocsp", parseOcspRequest, OCSP_REQUESTS, (name) => name.includes("req"));
  run("x509/ocsp", parseOcspResponse, OCSP_RESPONSES, (name) => name.includes("resp"));
});

describe("PKCS#10, with the checks of key and signature", () => {
  run("x509/requests", checkRequest, REQUESTS);
});

describe("CRLs", () => {
  run("x509/custom", parseCrl, CRLS, isCrl);
});

describe("certificates", () => {
  run("x509", parseCertificate, CERTIFICATES);
  run("x509/custom", parseCertificate, CERTIFICATES, (name) => !isCrl(name));
});
