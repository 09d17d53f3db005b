import type { Certificate } from "#pki/certificate/parse.ts";
import type { SharedTransaction } from "#platform/database/database.ts";
import type { AuthorityKeyAlgorithm, KeyReference, KeyStore } from "#platform/key-store/key-store.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Actor, DomainContext } from "../context.ts";
import type { Family } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import {
  insertAuthority,
  selectAuthorities,
  selectAuthorityCrl,
  type AuthorityRow,
} from "./authority.store.ts";
import { readIssuingCertificate, readIssuingRequest, readRootCertificate } from "./ceremony.ts";
import { inAuthorityTransaction, recordAuthorityEvent, sha256Hex } from "./events.ts";
import { issuingIdOf, issuingName, offlineReference, organizationOf, rootIdOf } from "./names.ts";
import { openKey } from "./open-key.ts";
import { nextGenerationNumber, recordPlanned } from "./plan-generation.ts";
import { readyKey } from "./ready-keys.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";
import { readRootCrl, takeRootCrl } from "./revoke-generation.ts";
import { newIssuing, newRoot } from "./rows.ts";

type Outcome<T> = Result<T, Refusal<AuthorityRefusalCode>>;

/** What a key ceremony made elsewhere, to be taken into the record. */
export interface AuthorityImport {
  readonly family: Family;
  /** DER. Must be the one on record where there is one. */
  readonly rootCertificate: Buffer;
  /** Where the root's key is, if it ever comes to this machine; it is noted as kept elsewhere unless given. */
  readonly rootKey?: KeyReference | undefined;
  /** DER; needed the first time. */
  readonly rootCrl?: Buffer | undefined;
  readonly issuing?:
    | {
        readonly generation: number;
        /** PKCS#10, DER: as it left this machine. */
        readonly request: Buffer;
        readonly certificate: Buffer;
        readonly key: KeyReference;
        readonly keyAlgorithm: AuthorityKeyAlgorithm;
        /** Made here if it is not there. */
        readonly responderKey: KeyReference;
        readonly responderKeyAlgorithm: AuthorityKeyAlgorithm;
        readonly validationUrl: string;
      }
    | undefined;
}

/** What was taken in. */
export interface ImportedAuthorities {
  readonly rootId: string;
  readonly root: Certificate;
  /** The generation that is planned now. */
  readonly issuing: { readonly issuerId: string; readonly certificate: Certificate } | undefined;
  /** Generations that the root's list revokes. */
  readonly revoked: readonly string[];
}

/** Everything that can be said without the database and without keys. */
export const readImport = (
  given: AuthorityImport,
): Outcome<{ readonly root: Certificate; readonly issuing: Certificate | undefined }> => {
  const { family, issuing } = given;
  const root = readRootCertificate(given.rootCertificate, family);
  if (!root.ok) return root;
  if (given.rootCrl !== undefined) {
    const list = readRootCrl(rootIdOf(family), root.value, given.rootCrl);
    if (!list.ok) return list;
  }
  if (issuing === undefined) return accepted({ root: root.value, issuing: undefined });
  const subject = issuingName(organizationOf(root.value.subject) ?? "", family, issuing.generation);
  const request = readIssuingRequest(issuing.request, { subject, keyAlgorithm: issuing.keyAlgorithm });
  if (!request.ok) return request;
  const certificate = readIssuingCertificate(issuing.certificate, {
    root: root.value,
    family,
    subject,
    validationUrl: issuing.validationUrl,
    publicKeyInfo: request.value.publicKeyInfo,
  });
  return certificate.ok ? accepted({ root: root.value, issuing: certificate.value }) : certificate;
};

const importRoot = async (
  tx: SharedTransaction,
  given: AuthorityImport,
  rows: readonly AuthorityRow[],
  now: Temporal.Instant,
  actor: Actor,
): Promise<Outcome<undefined>> => {
  const { family, rootCertificate } = given;
  const issuerId = rootIdOf(family);
  const present = rows.find((row) => row.issuerId === issuerId);
  if (present?.certificate.equals(rootCertificate) === true) return accepted(undefined);
  if (present !== undefined) {
    const detail = `another certificate of ${issuerId} is on record`;
    return refused({ code: "GENERATION_EXISTS", detail, facts: { issuer: issuerId } });
  }
  const key = given.rootKey ?? offlineReference(issuerId);
  await insertAuthority(tx, newRoot({ family, certificate: rootCertificate, key, now }), now);
  const facts = { fingerprint: sha256Hex(rootCertificate), keyReference: key };
  await recordAuthorityEvent(tx, { at: now, event: "authority.imported", actor, issuerId, facts });
  return accepted(undefined);
};

const importRootCrl = async (
  tx: SharedTransaction,
  given: AuthorityImport,
  root: Certificate,
  now: Temporal.Instant,
  actor: Actor,
): Promise<Outcome<readonly string[]>> => {
  const issuerId = rootIdOf(given.family);
  if (given.rootCrl === undefined) {
    const present = await selectAuthorityCrl(tx, issuerId);
    const detail = `${issuerId} has no list yet, and none is given`;
    return present === undefined
      ? refused({ code: "AUTHORITY_ROOT_CRL_MISSING", detail, facts: { issuer: issuerId } })
      : accepted([]);
  }
  const read = readRootCrl(issuerId, root, given.rootCrl);
  if (!read.ok) return read;
  return takeRootCrl(tx, { read: read.value, rows: await selectAuthorities(tx), actor, now });
};

const importIssuing = async (
  context: DomainContext,
  keyStore: KeyStore,
  tx: SharedTransaction,
  given: AuthorityImport & { readonly issuing: NonNullable<AuthorityImport["issuing"]> },
  certificate: Certificate,
  actor: Actor,
): Promise<Outcome<string>> => {
  const { family, issuing } = given;
  const { generation, key, validationUrl } = issuing;
  const issuerId = issuingIdOf(family, generation);
  const rows = await selectAuthorities(tx);
  const present = rows.find((row) => row.issuerId === issuerId);
  const facts = { issuer: issuerId };
  if (present !== undefined) {
    return refused({ code: "GENERATION_EXISTS", detail: `${issuerId} is ${present.state}`, facts });
  }
  const next = issuingIdOf(family, nextGenerationNumber(rows, family));
  if (next !== issuerId) {
    const detail = `the next generation is ${next}`;
    return refused({ code: "GENERATION_OUT_OF_ORDER", detail, facts: { ...facts, next } });
  }
  const signer = await openKey(keyStore, key, certificate, issuerId);
  if (!signer.ok) return signer;
  const responder = await readyKey(keyStore, issuing.responderKey, issuing.responderKeyAlgorithm);
  if (!responder.ok) return responder;
  const row = newIssuing({ family, generation, certificate: certificate.der, key, validationUrl });
  await recordPlanned(context, tx, {
    row,
    certificate,
    issuing: { reference: key, signer: signer.value, wasThere: true },
    responder: responder.value,
    actor,
    event: "authority.imported",
  });
  return accepted(issuerId);
};

/** A transaction that is given up because of a refusal. */
class GivenUp extends Error {
  override readonly name = "GivenUp";
  readonly refusal: Refusal<AuthorityRefusalCode>;

  constructor(refusal: Refusal<AuthorityRefusalCode>) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

const orGiveUp = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new GivenUp(outcome.refusal);
  return outcome.value;
};

/**
 * Takes what a key ceremony made into the record, all of it or nothing: the root, its list, and the issuing authority
 * as a planned generation. Refused: CEREMONY_REQUEST_UNFIT, CEREMONY_CERTIFICATE_UNFIT, ROOT_CRL_*,
 * AUTHORITY_ROOT_CRL_MISSING, GENERATION_EXISTS, GENERATION_OUT_OF_ORDER, GENERATION_IS_ACTIVE, AUTHORITY_KEY_*.
 */
export const importAuthorities = async (
  context: DomainContext,
  keyStore: KeyStore,
  given: AuthorityImport,
  actor: Actor,
): Promise<Outcome<ImportedAuthorities>> => {
  const read = readImport(given);
  if (!read.ok) return read;
  const { root, issuing: certificate } = read.value;
  const rootId = rootIdOf(given.family);
  try {
    return await inAuthorityTransaction(context, async (tx) => {
      const now = context.clock.now();
      orGiveUp(await importRoot(tx, given, await selectAuthorities(tx), now, actor));
      const revoked = orGiveUp(await importRootCrl(tx, given, root, now, actor));
      const { issuing } = given;
      if (issuing === undefined || certificate === undefined) {
        return accepted({ rootId, root, issuing: undefined, revoked });
      }
      const issuerId = orGiveUp(
        await importIssuing(context, keyStore, tx, { ...given, issuing }, certificate, actor),
      );
      return accepted({ rootId, root, issuing: { issuerId, certificate }, revoked });
    });
  } catch (error) {
    if (error instanceof GivenUp) return refused(error.refusal);
    throw error;
  }
};
