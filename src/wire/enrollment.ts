import { z } from "zod";

/**
 * The enrolment API between the issuing application and the registration authority, version 1.
 * JSON over HTTPS at `<enrollment>/enrollment/v1/<institution>/…`; binary values are base64 (RFC 4648 section 4).
 *
 * A session proves the person step by step. Each answer carries `next`: what the server wants now. A client that
 * meets a step it does not know stops with G004e. New kinds of proof are new values of `ask`, not new shapes.
 */

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** Key types a request may carry. */
export const keyAlgorithmSchema = z.enum([
  "P-256",
  "P-384",
  "RSA-2048",
  "RSA-3072",
  "RSA-4096",
  "ML-DSA-44",
  "ML-DSA-65",
]);

/** One thing to type in. Labels come from the server, in both languages, so that old clients can show new fields. */
export const fieldSchema = z.object({
  name: z.string(),
  label: z.object({ ja: z.string(), en: z.string() }),
  /** Hide while typing. */
  secret: z.boolean(),
  maxLength: z.int(),
  /** It may stay empty; the label says so, too. */
  optional: z.boolean().optional(),
});

/** What the server wants next. */
export const stepSchema = z.discriminatedUnion("kind", [
  /** Ask the person for `fields` and send them to `/answers`. `image` (a PNG, base64) is shown above the fields. */
  z.object({
    kind: z.literal("ask"),
    /**
     * `identity`: the family's own (`loginId`, `loginPassword`; or `contractId`, `userId`, `pin`, `confirmationPin`).
     * `password`: in a renewal, the login secret alone (`loginPassword`; or `pin`).
     * `oneTimePassword`, `oneTimePasswordSynchronisation`, `oneTimePasswordStartOfUse`, `oneTimePasswordSoftwareToken`.
     * `contractorConfirmation`: the institution's questions about the contract (契約者確認); a choice by its number.
     * `additionalAuthentication`: the question is in `text` (CCHK006); `additionalAuthenticationRegistration`: questions
     * are chosen by number of the list in `text`, and answered. `userRegistrationCode`.
     * `transactionAuthentication` (CCHK005), `transactionAuthenticationSelection`,
     * `transactionAuthenticationRegistration`, `transactionAuthenticationSharing`: with `code`.
     */
    ask: z.string(),
    fields: z.array(fieldSchema).min(1),
    text: z.object({ ja: z.string(), en: z.string() }).optional(),
    image: base64.optional(),
    /** To be shown as a QR code above the fields. `text` contains it as well, for those who paste it. */
    code: z.string().max(2000).optional(),
  }),
  /** Renewal: sign `toSign` with the old key, and send it to `/old-key`. */
  z.object({ kind: z.literal("proveOldKey"), toSign: base64 }),
  /** Make a key of one of these types (the preferred one first) and send a PKCS#10 request to `/request`. */
  z.object({ kind: z.literal("request"), keyAlgorithms: z.array(keyAlgorithmSchema).min(1) }),
  /** Install `certificate` (DER), sign `toSign` with the new key, and send the signature to `/confirmation`. */
  z.object({
    kind: z.literal("install"),
    certificate: base64,
    chain: z.array(base64),
    toSign: base64,
    /** Until when the confirmation must arrive; afterwards the certificate undoes itself. */
    confirmBefore: z.iso.datetime(),
  }),
  /** Finished: the certificate is active. */
  z.object({
    kind: z.literal("done"),
    subject: z.string(),
    serial: z.string(),
    notBefore: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    /** Serial of the certificate that this one replaced, if any. */
    superseded: z.string().optional(),
  }),
]);

/** What the client says about itself. Shown to the owner and to staff; nothing is decided by it alone. */
export const clientSchema = z.object({
  version: z.string().max(40),
  deviceName: z.string().max(100),
  osUser: z.string().max(100),
  /**
   * `nss`, later `cng-software`, `cng-tpm`, `capi`, `pkcs11`, `macos-keychain`. `browser-pkcs12` and
   * `browser-apple-profile`: the acquisition page, where the policy allows it; confirmed by the first login.
   */
  keyStoreKind: z.string().regex(/^[a-z0-9-]{1,40}$/),
});

/** `POST sessions` */
export const startRequestSchema = z.discriminatedUnion("purpose", [
  z.object({ purpose: z.literal("issue"), client: clientSchema }),
  /** The PC is replaced: after all proofs, `ask: "replacement"` shows which certificate is revoked on the way. */
  z.object({ purpose: z.literal("replace"), client: clientSchema }),
  /** `certificate`: the one being renewed, DER. */
  z.object({ purpose: z.literal("renew"), client: clientSchema, certificate: base64 }),
]);

/** Answer to `POST sessions` (201). The token goes into `Authorization: Bearer` of every later request. */
export const startResponseSchema = z.object({
  sessionId: z.string(),
  token: z.string(),
  expiresAt: z.iso.datetime(),
  next: stepSchema,
});

/** `POST sessions/<id>/answers` */
export const answersRequestSchema = z.object({
  ask: z.string().max(60),
  values: z.record(z.string().max(60), z.string().max(256)),
});

/** `POST sessions/<id>/old-key` and `POST sessions/<id>/confirmation`. ECDSA: DER; RSA: PKCS#1 v1.5; SHA-256 (P-384: SHA-384); ML-DSA: pure. */
export const signatureRequestSchema = z.object({ signature: base64.max(6000) });

/** `POST sessions/<id>/request`; repeating the same request gives the same certificate. */
export const certificateRequestSchema = z.object({ pkcs10: base64.max(12_000) });

/**
 * Answer to every request but the first; also `GET sessions/<id>` (resume: what is wanted now, for a client that lost
 * an answer). Repeating a request or a confirmation that was accepted gives the same answer.
 */
export const nextResponseSchema = z.object({ next: stepSchema });

/** Every refusal, with its HTTP status. */
export const errorResponseSchema = z.object({
  error: z.object({
    /** Stable; see docs/protocols/enrollment.md. */
    code: z.string(),
    cause: z.object({ ja: z.string(), en: z.string() }),
    action: z.object({ ja: z.string(), en: z.string() }),
    supportId: z.string(),
  }),
});

/** `GET /enrollment/v1/<institution>`: for the application's start and its `doctor`. */
export const serviceResponseSchema = z.object({
  institution: z.object({ id: z.string(), name: z.object({ ja: z.string(), en: z.string() }) }),
  /** The server's time, for the comparison of clocks. */
  now: z.iso.datetime(),
  /** DER certificates of the authorities that issue here. */
  authorities: z.array(base64),
});

export type Step = z.infer<typeof stepSchema>;
export type Field = z.infer<typeof fieldSchema>;
export type ClientDescription = z.infer<typeof clientSchema>;
export type StartRequest = z.infer<typeof startRequestSchema>;
export type StartResponse = z.infer<typeof startResponseSchema>;
export type AnswersRequest = z.infer<typeof answersRequestSchema>;
export type SignatureRequest = z.infer<typeof signatureRequestSchema>;
export type CertificateRequestBody = z.infer<typeof certificateRequestSchema>;
export type NextResponse = z.infer<typeof nextResponseSchema>;
export type ErrorResponse = z.infer<typeof errorResponseSchema>;
export type ServiceResponse = z.infer<typeof serviceResponseSchema>;
export type KeyAlgorithmName = z.infer<typeof keyAlgorithmSchema>;
