import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { MAX_CERT_IDS, MAX_NONCE_BYTES, decodeOcspPath, parseOcspRequest } from "#pki/ocsp/request.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { OCSP_REQUESTS, PUBLIC_KEY } from "./samples.ts";

/** OCSP requests as POST sends them, and as the path of a GET: an input that begins with a slash is a path. */

const issuer = issuerIdentity({ name: Buffer.of(0x30, 0), publicKeyInfo: PUBLIC_KEY });

const checkRequest = (der: Buffer): void => {
  const parsed = parseOcspRequest(der);
  if (!parsed.ok) return;
  const { certIds, nonce } = parsed.value;
  expect(certIds.length > 0 && certIds.length <= MAX_CERT_IDS, "the number of certificates is bounded");
  expect(nonce === undefined || (nonce.length > 0 && nonce.length <= MAX_NONCE_BYTES), "a nonce is bounded");
  for (const certId of certIds) {
    issuer.isNamedBy(certId);
    expect(der.includes(certId.encoded), "a CertID is echoed octet by octet");
    expect(/^(?:[0-9a-f]{2}){16,20}$/.test(certId.serial), "a serial is 16 to 20 octets in hexadecimal");
  }
  const path = decodeOcspPath(encodeURIComponent(der.toString("base64")));
  expect(path.ok && path.value.equals(der), "a request survives the path of a GET");
};

const SLASH = 0x2f;

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  if (data[0] !== SLASH) {
    checkRequest(data);
    return;
  }
  const decoded = decodeOcspPath(data.toString("latin1", 1));
  if (decoded.ok) checkRequest(decoded.value);
};

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 16_500,
  shape: "der",
  seeds: [
    ...OCSP_REQUESTS,
    ...OCSP_REQUESTS.map((der) => Buffer.from(`/${encodeURIComponent(der.toString("base64"))}`)),
  ],
  slowMilliseconds: 50,
};
