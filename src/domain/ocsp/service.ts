import { issuerIdentity, type CertId, type IssuerIdentity } from "#pki/ocsp/cert-id.ts";
import { parseOcspRequest, type OcspRequest } from "#pki/ocsp/request.ts";
import type { OcspCertificateStatus } from "#pki/ocsp/response.ts";
import { SignerUnavailableError } from "#pki/signer.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { CertificateAuthority, Issuer, OcspResponder } from "../certificate-authority/authority.ts";
import { usableResponder } from "../certificate-authority/responder.ts";
import type { DomainContext } from "../context.ts";
import { ERRORS, type OcspAnswer } from "./answer.ts";
import type { AnswerCache, CertificateKey, Filling, SignedAnswer } from "./cache.ts";
import type { OcspFigures } from "./figures.ts";
import { statusLookups, type LookupRefusal } from "./lookups.ts";
import { signResponse, type SignedResponse } from "./signing.ts";
import { statusOf } from "./status.ts";

/** A kept answer is signed anew after this: whoever gets it may rely on it for five minutes more at least. */
const KEPT_MILLISECONDS = 5 * 60_000;
/** So many questions may be under way; for more the answer is `tryLater`. */
const MOST_UNDER_WAY = 2_000;

export interface OcspServiceParts {
  readonly context: DomainContext;
  readonly authority: CertificateAuthority;
  readonly cache: AnswerCache;
  readonly figures: OcspFigures;
  /** Told of what should not happen: bugs, and a record that does not answer. */
  readonly onFault: (error: unknown) => void;
}

type Signed = Result<SignedAnswer, LookupRefusal>;

const identities = new WeakMap<Issuer, IssuerIdentity>();

export const identityOf = (issuer: Issuer): IssuerIdentity => {
  const { subjectDer: name, publicKeyInfo } = issuer.certificate;
  const identity = identities.get(issuer) ?? issuerIdentity({ name, publicKeyInfo });
  identities.set(issuer, identity);
  return identity;
};

/** Answers OCSP requests (RFC 6960), from memory where that is as good as from the record. */
export class OcspService {
  readonly #parts: OcspServiceParts;
  readonly #lookUp: ReturnType<typeof statusLookups>;
  /** Answers that are being made, by certificate and CertID. */
  readonly #making = new Map<string, { readonly filling: Filling; readonly answer: Promise<Signed> }>();
  #underWay = 0;

  constructor(parts: OcspServiceParts) {
    this.#parts = parts;
    this.#lookUp = statusLookups(parts.context.database, parts.onFault);
  }

  /**
   * Answers a request. Bytes that are no request get `malformedRequest`; a request about no issuer of ours gets
   * `unauthorized` (RFC 5019 section 2.2.3); `tryLater` while the record does not answer or too many ask. Never throws.
   */
  async answer(request: Buffer): Promise<OcspAnswer> {
    const answer = await this.#answerOrFail(request);
    this.#parts.figures.answers[answer.kind] += 1;
    return answer;
  }

  /** For bytes that did not even arrive as a request. */
  malformed(): OcspAnswer {
    this.#parts.figures.answers.malformedRequest += 1;
    return ERRORS.malformedRequest;
  }

  /** A kept answer that was given for this path before; undefined: ask {@link answer}. */
  keptForPath(path: string, now: number): SignedAnswer | undefined {
    const { cache, figures } = this.#parts;
    const kept = cache.findByPath(path, now);
    if (kept === undefined) return undefined;
    figures.hits += 1;
    figures.answers.answer += 1;
    return kept;
  }

  /** Lets an answer be found by the path of a GET from now on. */
  keepPath({ kept, signed }: OcspAnswer, path: string): void {
    if (kept !== undefined && signed !== undefined) this.#parts.cache.keepPath(kept, path, signed);
  }

  /** Signs an answer ahead unless one is kept that lasts `seconds` more; whether there is one now. */
  async presign(issuer: Issuer, certId: CertId, seconds: number): Promise<boolean> {
    const responder = await this.#responderOf(issuer);
    if (responder === undefined) return false;
    const { answer } = await this.#answerOne(issuer, responder, certId, seconds * 1000);
    if (answer.ok) this.#parts.figures.presigned += 1;
    return answer.ok;
  }

  async #answerOrFail(request: Buffer): Promise<OcspAnswer> {
    if (this.#underWay >= MOST_UNDER_WAY) return ERRORS.tryLater;
    this.#underWay += 1;
    try {
      const parsed = parseOcspRequest(request);
      return parsed.ok ? await this.#answerRequest(parsed.value) : ERRORS.malformedRequest;
    } catch (error) {
      this.#parts.onFault(error);
      // A token that was taken out comes back; anything else is a bug.
      return error instanceof SignerUnavailableError ? ERRORS.tryLater : ERRORS.internalError;
    } finally {
      this.#underWay -= 1;
    }
  }

  async #answerRequest(request: OcspRequest): Promise<OcspAnswer> {
    const { certIds, nonce } = request;
    const issuer = certIds.map((certId) => this.#issuerNamedBy(certId)).find((found) => found !== undefined);
    const responder = issuer === undefined ? undefined : await this.#responderOf(issuer);
    if (issuer === undefined || responder === undefined) return ERRORS.unauthorized;
    const [only] = certIds;
    if (nonce === undefined && certIds.length === 1 && only !== undefined) {
      const { answer, key } = await this.#answerOne(issuer, responder, only);
      if (!answer.ok) return ERRORS.tryLater;
      return { response: answer.value.response, kind: "answer", signed: answer.value, kept: key };
    }
    return this.#answerAfresh(issuer, responder, request);
  }

  #issuerNamedBy(certId: CertId): Issuer | undefined {
    return this.#parts.authority.issuers.find((issuer) => identityOf(issuer).isNamedBy(certId));
  }

  #responderOf(issuer: Issuer): Promise<OcspResponder | undefined> {
    const { context, authority, onFault } = this.#parts;
    return usableResponder(context, authority, issuer, onFault);
  }

  /** One certificate, no nonce: an answer that was signed before, is being signed, or is signed now. */
  async #answerOne(
    issuer: Issuer,
    responder: OcspResponder,
    certId: CertId,
    aheadMilliseconds = 0,
  ): Promise<{ readonly answer: Signed; readonly key: CertificateKey }> {
    const { cache, context, figures } = this.#parts;
    const key = { issuerId: issuer.issuerId, serial: certId.serial };
    const asked = certId.encoded.toString("latin1");
    const now = context.clock.now().epochMilliseconds + aheadMilliseconds;
    const standing = cache.find(key, now);
    const kept = standing?.answers.get(asked);
    if (kept !== undefined && now < kept.usableUntil) {
      figures.hits += 1;
      return { answer: accepted(kept), key };
    }
    figures.misses += 1;
    const name = `${key.issuerId} ${asked}`;
    const present = this.#making.get(name);
    if (present !== undefined && cache.isCurrent(present.filling)) {
      return { answer: await present.answer, key };
    }
    const filling = cache.begin(key);
    const making = { filling, answer: this.#make(responder, certId, key, filling, standing) };
    this.#making.set(name, making);
    try {
      return { answer: await making.answer, key };
    } finally {
      cache.end(filling);
      if (this.#making.get(name) === making) this.#making.delete(name);
    }
  }

  async #make(
    responder: OcspResponder,
    certId: CertId,
    key: CertificateKey,
    filling: Filling,
    standing: { readonly status: OcspCertificateStatus; readonly usableUntil: number } | undefined,
  ): Promise<Signed> {
    const { cache, context } = this.#parts;
    const found = standing === undefined ? await this.#lookUp(certId.serial) : accepted(undefined);
    if (!found.ok) return found;
    const status = standing?.status ?? statusOf(found.value, key.issuerId);
    const made = await this.#sign(responder, [{ certId: certId.encoded, status }], undefined);
    const usableUntil = standing?.usableUntil ?? context.clock.now().epochMilliseconds + KEPT_MILLISECONDS;
    const answer: SignedAnswer = {
      ...made,
      usableUntil: Math.min(usableUntil, made.nextUpdate.epochMilliseconds),
      form: undefined,
    };
    cache.keep(filling, { status, usableUntil }, certId.encoded.toString("latin1"), answer);
    return accepted(answer);
  }

  /** With a nonce, or about several certificates: for this question alone. */
  async #answerAfresh(issuer: Issuer, responder: OcspResponder, request: OcspRequest): Promise<OcspAnswer> {
    const { nonce } = request;
    // What was asked twice is answered once.
    const certIds = request.certIds.filter(
      ({ encoded }, place, all) => all.findIndex((other) => other.encoded.equals(encoded)) === place,
    );
    const statuses = await Promise.all(certIds.map((certId) => this.#statusOf(issuer, certId)));
    const said: { certId: Buffer; status: OcspCertificateStatus }[] = [];
    for (const [index, status] of statuses.entries()) {
      const certId = certIds[index];
      if (!status.ok || certId === undefined) return ERRORS.tryLater;
      said.push({ certId: certId.encoded, status: status.value });
    }
    const { response } = await this.#sign(responder, said, nonce);
    return { response, kind: nonce === undefined ? "answerToSeveral" : "answerWithNonce" };
  }

  async #statusOf(issuer: Issuer, certId: CertId): Promise<Result<OcspCertificateStatus, LookupRefusal>> {
    // Of another issuer: this responder may not speak for it.
    if (!identityOf(issuer).isNamedBy(certId)) return accepted({ kind: "unknown" });
    const { issuerId } = issuer;
    const { serial } = certId;
    const { cache, context } = this.#parts;
    const now = context.clock.now().epochMilliseconds;
    const standing = cache.find({ issuerId, serial }, now);
    if (standing !== undefined) return accepted(standing.status);
    const filling = cache.begin({ issuerId, serial });
    try {
      const found = await this.#lookUp(serial);
      if (!found.ok) return refused(found.refusal);
      const status = statusOf(found.value, issuerId);
      cache.keepStanding(filling, { status, usableUntil: now + KEPT_MILLISECONDS });
      return accepted(status);
    } finally {
      cache.end(filling);
    }
  }

  async #sign(
    responder: OcspResponder,
    said: Parameters<typeof signResponse>[1],
    nonce: Buffer | undefined,
  ): Promise<SignedResponse> {
    const { context, figures } = this.#parts;
    const startedAt = performance.now();
    const signed = await signResponse(responder, said, context.clock.now(), nonce);
    figures.signatures += 1;
    figures.signingSeconds += (performance.now() - startedAt) / 1000;
    return signed;
  }
}
