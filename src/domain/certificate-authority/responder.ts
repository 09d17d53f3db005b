import { ocspResponderFields, type IssuerFacts } from "#pki/certificate/profiles.ts";
import type { Certificate } from "#pki/certificate/parse.ts";
import type { Signer } from "#pki/signer.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { invariant } from "#shared/invariant.ts";
import type { RandomSource } from "#shared/random.ts";
import type { DomainContext } from "../context.ts";
import type { CertificateAuthority, Issuer, OcspResponder } from "./authority.ts";
import { insertResponder, lockAuthorities, selectResponder } from "./authority.store.ts";
import { responderName } from "./names.ts";
import { newSerial, signAuthorityCertificate } from "./sign.ts";

/** Short, since nobody can ask for the standing of a responder itself (RFC 6960 section 4.2.2.2.1). */
const RESPONDER_DAYS = 30;
/** So long before its end a responder gets its next certificate. */
const RENEW_BEFORE_DAYS = 10;
const DAY_HOURS = 24;

const hours = (days: number): Temporal.DurationLike => ({ hours: days * DAY_HOURS });

/** Signs a responder's certificate: 30 days from now, never longer than its issuer. */
export const signResponder = (given: {
  readonly issuer: {
    readonly certificate: Certificate;
    readonly facts: IssuerFacts;
    readonly signer: Signer;
  };
  readonly publicKeyInfo: Buffer;
  readonly now: Temporal.Instant;
  readonly random: RandomSource;
}): Promise<Certificate> => {
  const notBefore = given.now.round({ smallestUnit: "second", roundingMode: "floor" });
  const wanted = notBefore.add(hours(RESPONDER_DAYS)).subtract({ seconds: 1 });
  const latest = given.issuer.certificate.notAfter;
  return signAuthorityCertificate(
    ocspResponderFields({
      serial: newSerial(given.random),
      subject: responderName(given.issuer.certificate.subject),
      publicKeyInfo: given.publicKeyInfo,
      notBefore,
      notAfter: Temporal.Instant.compare(wanted, latest) < 0 ? wanted : latest,
      issuer: given.issuer.facts,
    }),
    given.issuer.signer,
    "ocspResponder",
    given.issuer.certificate,
  );
};

const dueAfter = new WeakMap<Pick<OcspResponder, "notAfter">, number>();

/** When it is time for the next certificate, in milliseconds since 1970; never for one that lasts as long as its issuer. */
const dueAfterOf = (responder: Pick<OcspResponder, "notAfter">, issuer: Issuer): number => {
  const known = dueAfter.get(responder);
  if (known !== undefined) return known;
  const isLast = Temporal.Instant.compare(responder.notAfter, issuer.certificate.notAfter) >= 0;
  const after = isLast ? Infinity : responder.notAfter.subtract(hours(RENEW_BEFORE_DAYS)).epochMilliseconds;
  dueAfter.set(responder, after);
  return after;
};

const isDue = (responder: Pick<OcspResponder, "notAfter">, issuer: Issuer, now: Temporal.Instant): boolean =>
  now.epochMilliseconds > dueAfterOf(responder, issuer);

const renew = (context: DomainContext, issuer: Issuer, present: OcspResponder): Promise<OcspResponder> =>
  context.database.inShared(async (tx) => {
    await lockAuthorities(tx);
    const now = context.clock.now();
    const recorded = await selectResponder(tx, issuer.issuerId);
    if (recorded !== undefined && !isDue(recorded, issuer, now)) {
      // Another node was first. It kept the key.
      const parsed = parseCertificate(recorded.certificate);
      invariant(
        parsed.ok && parsed.value.publicKeyInfo.equals(present.signer.publicKeyInfo),
        "a responder keeps its key when its certificate is renewed",
      );
      return { ...present, der: recorded.certificate, notAfter: recorded.notAfter };
    }
    const { publicKeyInfo } = present.signer;
    const certificate = await signResponder({ issuer, publicKeyInfo, now, random: context.random });
    const { keyReference } = present;
    const next = {
      issuerId: issuer.issuerId,
      certificate: certificate.der,
      keyReference,
      notAfter: certificate.notAfter,
    };
    await insertResponder(tx, next, now);
    return { ...present, der: certificate.der, notAfter: certificate.notAfter };
  });

const underWay = new WeakMap<CertificateAuthority, Map<string, Promise<OcspResponder>>>();

/** One renewal at a time in this process; other processes are kept apart by the database. */
const renewOnce = (
  context: DomainContext,
  authority: CertificateAuthority,
  issuer: Issuer,
  present: OcspResponder,
): Promise<OcspResponder> => {
  const renewals = underWay.get(authority) ?? new Map<string, Promise<OcspResponder>>();
  underWay.set(authority, renewals);
  const { issuerId } = issuer;
  const started =
    renewals.get(issuerId) ??
    renew(context, issuer, present)
      .then((responder) => {
        authority.replaceResponder(issuerId, responder);
        return responder;
      })
      .finally(() => renewals.delete(issuerId));
  renewals.set(issuerId, started);
  return started;
};

/**
 * The responder of an issuer, with a certificate that lasts: when its end comes near it gets the next one here, on
 * whichever node is asked first. Undefined: the issuer has none.
 */
export const currentResponder = async (
  context: DomainContext,
  authority: CertificateAuthority,
  issuer: Issuer,
): Promise<OcspResponder | undefined> => {
  const present = authority.responderOf(issuer.issuerId);
  if (present === undefined || !isDue(present, issuer, context.clock.now())) return present;
  return renewOnce(context, authority, issuer, present);
};

/** After a renewal that failed the next is tried so much later, while the present certificate lasts. */
const RETRY_SECONDS = 60;
const failedAt = new WeakMap<OcspResponder, Temporal.Instant>();

/**
 * The responder of an issuer for an answer that is wanted now: as {@link currentResponder}, but where the next
 * certificate cannot be had (the database is away) the present one is used to its end. Undefined: the issuer has none.
 *
 * @throws when there is no certificate that lasts
 */
export const usableResponder = async (
  context: DomainContext,
  authority: CertificateAuthority,
  issuer: Issuer,
  onFault: (error: unknown) => void,
): Promise<OcspResponder | undefined> => {
  const present = authority.responderOf(issuer.issuerId);
  const now = context.clock.now();
  if (present === undefined || !isDue(present, issuer, now)) return present;
  const lasts = Temporal.Instant.compare(now, present.notAfter) < 0;
  const failed = failedAt.get(present);
  if (
    lasts &&
    failed !== undefined &&
    Temporal.Instant.compare(now, failed.add({ seconds: RETRY_SECONDS })) < 0
  )
    return present;
  try {
    return await renewOnce(context, authority, issuer, present);
  } catch (error) {
    onFault(error);
    if (!lasts) throw error;
    failedAt.set(present, now);
    return present;
  }
};
