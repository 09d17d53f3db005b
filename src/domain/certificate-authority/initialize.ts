import { issuerFactsOf } from "#pki/certificate/verify.ts";
import type { Certificate } from "#pki/certificate/parse.ts";
import type { AuthorityKeyAlgorithm, KeyStore } from "#platform/key-store/key-store.ts";
import type { SharedTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Actor, DomainContext } from "../context.ts";
import type { Family } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import {
  insertAuthority,
  insertResponder,
  selectAuthorities,
  upsertAuthorityCrl,
} from "./authority.store.ts";
import { inAuthorityTransaction, recordAuthorityEvent, sha256Hex } from "./events.ts";
import { signIssuing, signRoot } from "./first-certificates.ts";
import { FAMILIES, issuingIdOf, issuingName, responderIdOf, rootIdOf } from "./names.ts";
import { readyKeys, type FamilyKeys, type ReadyKey } from "./ready-keys.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";
import { signResponder } from "./responder.ts";
import { signRootCrl } from "./root-crl.ts";
import { activatedNow, newIssuing, newRoot } from "./rows.ts";

export interface InitializeOptions {
  /** Base of OCSP, CRL and CA addresses, without a slash at the end; written into certificates for good. */
  readonly validationUrl: string;
  /** `O` of the authorities' names. */
  readonly organization: string;
  readonly rootKeyAlgorithm: AuthorityKeyAlgorithm;
  /** Of the issuing authorities and their OCSP responders. */
  readonly issuingKeyAlgorithm: AuthorityKeyAlgorithm;
  /** All families unless told. */
  readonly families?: readonly Family[];
  /** Who does it, for the audit record; the program itself unless told. */
  readonly actor?: Actor;
}

/** One authority or responder that was made. */
export interface MadeAuthority {
  /** `bizsol-root`, `bizsol-g1`, `bizsol-g1-ocsp`. */
  readonly id: string;
  readonly certificate: Certificate;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Whether the key was left by a run that was interrupted. */
  readonly keyWasThere: boolean;
}

type InitializeRefusal = Refusal<AuthorityRefusalCode>;

const made = (id: string, certificate: Certificate, key: ReadyKey): MadeAuthority => ({
  id,
  certificate,
  fingerprint: sha256Hex(certificate.der),
  keyWasThere: key.wasThere,
});

const SYSTEM: Actor = { kind: "system", name: "ca init" };

const makeFamily = async (
  context: DomainContext,
  tx: SharedTransaction,
  keys: FamilyKeys,
  options: InitializeOptions,
): Promise<MadeAuthority[]> => {
  const { family } = keys;
  const now = context.clock.now();
  const { random } = context;
  const rootId = rootIdOf(family);
  const issuerId = issuingIdOf(family, 1);
  const { organization, validationUrl, actor = SYSTEM } = options;
  const root = await signRoot({ random, now, family, organization, signer: keys.root.signer });
  const issuing = await signIssuing({
    random,
    now,
    family,
    subject: issuingName(organization, family, 1),
    publicKeyInfo: keys.issuing.signer.publicKeyInfo,
    validationUrl,
    root: { certificate: root, signer: keys.root.signer },
  });
  const responder = await signResponder({
    issuer: { certificate: issuing, facts: issuerFactsOf(issuing), signer: keys.issuing.signer },
    publicKeyInfo: keys.responder.signer.publicKeyInfo,
    now,
    random,
  });
  await insertAuthority(tx, newRoot({ family, certificate: root.der, key: keys.root.reference, now }), now);
  const planned = newIssuing({
    family,
    generation: 1,
    certificate: issuing.der,
    key: keys.issuing.reference,
    validationUrl,
  });
  await insertAuthority(tx, activatedNow(planned, now), now);
  await insertResponder(
    tx,
    {
      issuerId,
      certificate: responder.der,
      keyReference: keys.responder.reference,
      notAfter: responder.notAfter,
    },
    now,
  );
  const list = await signRootCrl({
    root: { issuerId: rootId, certificate: root, signer: keys.root.signer },
    number: 1,
    now,
    revoked: [],
  });
  await upsertAuthorityCrl(tx, list);
  const all = [
    made(rootId, root, keys.root),
    made(issuerId, issuing, keys.issuing),
    made(responderIdOf(issuerId), responder, keys.responder),
  ];
  for (const { id, fingerprint } of all) {
    const facts = { fingerprint };
    await recordAuthorityEvent(tx, { at: now, event: "authority.created", actor, issuerId: id, facts });
  }
  return all;
};

/**
 * `ca init`: makes a root, an issuing authority and an OCSP responder for each family that has none yet. Keys come
 * first, one file each; the record of all of them is one transaction at the end. So a run that was killed leaves
 * nothing but keys, and the next run takes those and completes. Refused: AUTHORITY_ALREADY_INITIALIZED,
 * AUTHORITY_KEY_UNAVAILABLE, AUTHORITY_KEY_OF_OTHER_TYPE.
 */
export const initializeAuthority = (
  context: DomainContext,
  keyStore: KeyStore,
  options: InitializeOptions,
): Promise<Result<readonly MadeAuthority[], InitializeRefusal>> =>
  inAuthorityTransaction(context, async (tx) => {
    const existing = new Set((await selectAuthorities(tx)).map((row) => row.family));
    const families = (options.families ?? FAMILIES).filter((family) => !existing.has(family));
    if (families.length === 0) {
      return refused({ code: "AUTHORITY_ALREADY_INITIALIZED", detail: "every family has its authorities" });
    }
    const keys: FamilyKeys[] = [];
    for (const family of families) {
      const ready = await readyKeys(keyStore, family, options);
      if (!ready.ok) return ready;
      keys.push(ready.value);
    }
    const all: MadeAuthority[] = [];
    for (const familyKeys of keys) all.push(...(await makeFamily(context, tx, familyKeys, options)));
    return accepted(all);
  });
