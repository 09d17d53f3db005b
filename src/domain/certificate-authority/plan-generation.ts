import { issuerFactsOf } from "#pki/certificate/verify.ts";
import type { Certificate } from "#pki/certificate/parse.ts";
import type { SharedTransaction } from "#platform/database/database.ts";
import type { AuthorityKeyAlgorithm, KeyStore } from "#platform/key-store/key-store.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Actor, DomainContext } from "../context.ts";
import type { Family } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { insertAuthority, insertResponder, selectAuthorities, type AuthorityRow } from "./authority.store.ts";
import { inAuthorityTransaction, recordAuthorityEvent, sha256Hex } from "./events.ts";
import { signIssuing } from "./first-certificates.ts";
import { issuingIdOf, issuingName, organizationOf, responderIdOf, rootIdOf } from "./names.ts";
import { openKey } from "./open-key.ts";
import { readyKey, type ReadyKey } from "./ready-keys.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";
import { signResponder } from "./responder.ts";
import { certificateOf } from "./root-crl.ts";
import { newIssuing } from "./rows.ts";

type Outcome<T> = Result<T, Refusal<AuthorityRefusalCode>>;

/** What the next generation of a family would be. */
export interface NextGeneration {
  readonly issuerId: string;
  readonly generation: number;
  readonly root: AuthorityRow;
  /** `O` of the root's name, and of the new authority's. */
  readonly organization: string;
}

/** A generation that was planned. */
export interface PlannedGeneration {
  readonly issuerId: string;
  readonly certificate: Certificate;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Whether the key was left by a run that was interrupted. */
  readonly keyWasThere: boolean;
}

/** The number after the highest that ever was: numbers of discarded generations are not used again. */
export const nextGenerationNumber = (rows: readonly AuthorityRow[], family: Family): number =>
  1 +
  Math.max(
    0,
    ...rows.flatMap((row) => (row.family === family && row.kind === "issuing" ? [row.generation] : [])),
  );

const nextOf = (rows: readonly AuthorityRow[], family: Family): Outcome<NextGeneration> => {
  const root = rows.find(({ issuerId }) => issuerId === rootIdOf(family));
  if (root === undefined) {
    return refused({ code: "AUTHORITY_NOT_INITIALIZED", detail: `there is no root of the family ${family}` });
  }
  const generation = nextGenerationNumber(rows, family);
  const organization = organizationOf(certificateOf(root).subject);
  invariant(organization !== undefined, "a root of ours has an organization");
  return accepted({ issuerId: issuingIdOf(family, generation), generation, root, organization });
};

/** What `planGeneration` would make, for the first of its two steps. */
export const nextGeneration = (
  { database }: Pick<DomainContext, "database">,
  family: Family,
): Promise<Outcome<NextGeneration>> =>
  database.inShared(async (tx) => nextOf(await selectAuthorities(tx), family));

/** Signs the first certificate of an issuer's OCSP responder and records both, planned. */
export const recordPlanned = async (
  context: DomainContext,
  tx: SharedTransaction,
  given: {
    readonly row: AuthorityRow;
    readonly certificate: Certificate;
    readonly issuing: ReadyKey;
    readonly responder: ReadyKey;
    readonly actor: Actor;
    readonly event: "authority.planned" | "authority.imported";
  },
): Promise<PlannedGeneration> => {
  const { row, certificate, issuing, responder, actor, event } = given;
  const now = context.clock.now();
  const { issuerId } = row;
  const responderCertificate = await signResponder({
    issuer: { certificate, facts: issuerFactsOf(certificate), signer: issuing.signer },
    publicKeyInfo: responder.signer.publicKeyInfo,
    now,
    random: context.random,
  });
  await insertAuthority(tx, row, now);
  await insertResponder(
    tx,
    {
      issuerId,
      certificate: responderCertificate.der,
      keyReference: responder.reference,
      notAfter: responderCertificate.notAfter,
    },
    now,
  );
  const fingerprint = sha256Hex(certificate.der);
  const facts = { fingerprint, validationUrl: row.validationUrl ?? null };
  await recordAuthorityEvent(tx, { at: now, event, actor, issuerId, facts });
  return { issuerId, certificate, fingerprint, keyWasThere: issuing.wasThere };
};

/**
 * Plans the next generation of a family with the root's key at hand: makes its keys, signs its certificate, records it
 * as `planned`. Keys come first; a run that was killed leaves nothing but keys, and the next run takes those. Refused:
 * AUTHORITY_NOT_INITIALIZED, AUTHORITY_KEY_OFFLINE, AUTHORITY_KEY_UNAVAILABLE, AUTHORITY_KEY_MISMATCH,
 * AUTHORITY_KEY_OF_OTHER_TYPE.
 */
export const planGeneration = (
  context: DomainContext,
  keyStore: KeyStore,
  given: {
    readonly family: Family;
    /** Base of its addresses, without a slash at the end; may differ from that of generations before. */
    readonly validationUrl: string;
    readonly keyAlgorithm: AuthorityKeyAlgorithm;
    /** 10 unless told; never longer than the root. */
    readonly years?: number | undefined;
    readonly actor: Actor;
  },
): Promise<Outcome<PlannedGeneration>> =>
  inAuthorityTransaction(context, async (tx) => {
    const { family, validationUrl, keyAlgorithm, years, actor } = given;
    const next = nextOf(await selectAuthorities(tx), family);
    if (!next.ok) return next;
    const { issuerId, generation, root, organization } = next.value;
    const rootCertificate = certificateOf(root);
    const rootKey = await openKey(keyStore, root.keyReference, rootCertificate, root.issuerId);
    if (!rootKey.ok) return rootKey;
    const issuing = await readyKey(keyStore, keyStore.referenceOf(issuerId), keyAlgorithm);
    if (!issuing.ok) return issuing;
    const responder = await readyKey(keyStore, keyStore.referenceOf(responderIdOf(issuerId)), keyAlgorithm);
    if (!responder.ok) return responder;
    const certificate = await signIssuing({
      random: context.random,
      now: context.clock.now(),
      family,
      subject: issuingName(organization, family, generation),
      publicKeyInfo: issuing.value.signer.publicKeyInfo,
      validationUrl,
      ...(years === undefined ? {} : { years }),
      root: { certificate: rootCertificate, signer: rootKey.value },
    });
    const key = issuing.value.reference;
    const planned = await recordPlanned(context, tx, {
      row: newIssuing({ family, generation, certificate: certificate.der, key, validationUrl }),
      certificate,
      issuing: issuing.value,
      responder: responder.value,
      actor,
      event: "authority.planned",
    });
    return accepted(planned);
  });
