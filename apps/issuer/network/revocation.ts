import { request } from "node:http";
import type { Certificate } from "#pki/certificate/certificate.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { isIssuedBy, isSignatureValid } from "#pki/certificate/verify.ts";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { type OcspResponse, parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import { buildOcspRequest } from "#pki/ocsp/request.ts";
import { OID } from "#pki/oids.ts";
import type { RandomSource } from "#shared/random.ts";
import { lookup } from "./loopback.ts";

/** What the validation authority says; `unreachable`: nothing that can be believed. */
export type RevocationStatus = "good" | "revoked" | "unknown" | "unreachable";

const NONCE_BYTES = 32;
const ANSWER_LIMIT_BYTES = 100_000;
const CLOCK_TOLERANCE_MINUTES = 10;

const post = (address: URL, body: Buffer, timeoutMilliseconds: number): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const outgoing = request(
      address,
      {
        method: "POST",
        lookup,
        signal: AbortSignal.timeout(timeoutMilliseconds),
        headers: { "content-type": "application/ocsp-request", "content-length": body.length },
      },
      (incoming) => {
        const parts: Buffer[] = [];
        let length = 0;
        incoming.on("data", (part: Buffer) => {
          length += part.length;
          parts.push(part);
          if (length > ANSWER_LIMIT_BYTES) incoming.destroy();
        });
        incoming.on("end", () => resolve(incoming.statusCode === 200 ? Buffer.concat(parts) : undefined));
        incoming.on("close", () => resolve(undefined));
        incoming.on("error", () => resolve(undefined));
      },
    );
    outgoing.on("error", () => resolve(undefined));
    outgoing.end(body);
  });

/** Reads a certificate that is known to be one, or gives up on it. */
const readCertificate = (der: Buffer): Certificate | undefined => {
  const parsed = parseCertificate(der);
  return parsed.ok ? parsed.value : undefined;
};

/** The responder's key: that of a certificate sent along which the issuer made for this purpose, else the issuer's own. */
const isSignedByResponder = (
  answer: Extract<OcspResponse, { kind: "successful" }>,
  issuer: Certificate,
  now: Temporal.Instant,
): boolean => {
  const { signatureAlgorithm, signature, tbs } = answer;
  if (signatureAlgorithm === undefined) return false;
  const delegates = answer.certificates
    .map(readCertificate)
    .filter((delegate) => delegate !== undefined)
    .filter(
      (delegate) =>
        delegate.extensions.extendedKeyUsage?.includes(OID.ocspSigning) === true &&
        isIssuedBy(delegate, issuer) &&
        Temporal.Instant.compare(now, delegate.notBefore) >= 0 &&
        Temporal.Instant.compare(now, delegate.notAfter) <= 0,
    );
  return [...delegates, issuer].some(({ publicKeyInfo }) =>
    isSignatureValid({ publicKeyInfo, signatureAlgorithm, data: tbs, signature }),
  );
};

/** What an answer says about a certificate at an instant: nothing (`unreachable`), unless everything about it is right. */
export const judgeAnswer = (
  body: Buffer,
  certId: Buffer,
  nonce: Buffer,
  issuer: Certificate,
  now: Temporal.Instant,
): RevocationStatus => {
  const answer = parseOcspResponse(body);
  if (!answer.ok || answer.value.kind !== "successful") return "unreachable";
  const { value } = answer;
  if (value.nonce !== undefined && !value.nonce.equals(nonce)) return "unreachable";
  if (!isSignedByResponder(value, issuer, now)) return "unreachable";
  const single = value.responses.find((response) => response.certId.encoded.equals(certId));
  if (single === undefined) return "unreachable";
  const tolerance = { minutes: CLOCK_TOLERANCE_MINUTES };
  const isStale =
    single.nextUpdate !== undefined && Temporal.Instant.compare(single.nextUpdate.add(tolerance), now) < 0;
  const isEarly = Temporal.Instant.compare(single.thisUpdate.subtract(tolerance), now) > 0;
  return isStale || isEarly ? "unreachable" : single.status.kind;
};

/**
 * Asks the responder named in a certificate (RFC 6960). The answer counts only when its issuer, or a responder that
 * the issuer appointed, signed it, it is about this certificate, and it is of now.
 */
export const revocationStatus = async (
  certificate: Buffer,
  issuerCertificate: Buffer,
  options: {
    readonly now: Temporal.Instant;
    readonly random: RandomSource;
    readonly timeoutMilliseconds: number;
  },
): Promise<RevocationStatus> => {
  const subject = readCertificate(certificate);
  const issuer = readCertificate(issuerCertificate);
  const address = subject?.extensions.ocspUris?.[0];
  if (subject === undefined || issuer === undefined || address === undefined) return "unreachable";
  if (!URL.canParse(address) || new URL(address).protocol !== "http:") return "unreachable";
  const identity = issuerIdentity({ name: issuer.subjectDer, publicKeyInfo: issuer.publicKeyInfo });
  const certId = identity.certId(subject.serial);
  const nonce = options.random.bytes(NONCE_BYTES);
  const body = await post(new URL(address), buildOcspRequest([certId], nonce), options.timeoutMilliseconds);
  return body === undefined ? "unreachable" : judgeAnswer(body, certId, nonce, issuer, options.now);
};
