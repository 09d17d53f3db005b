import { createHash } from "node:crypto";
import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import type { Signer } from "#pki/signer.ts";
import type { SharedTransaction } from "#platform/database/database.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Actor, DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { recordInstallationAudit } from "./installation.ts";
import { insertAuditKey, lockAuditKeys, selectAuditKeys, type AuditKeyRow } from "./key.store.ts";
import type { AuditRefusalCode } from "./refusals.ts";

export type { AuditKeyRow } from "./key.store.ts";

/** Checkpoints are signed with ECDSA P-256, which every token has and signed notes know. */
const ALGORITHM = "P-256";

/** What signs checkpoints. */
export interface AuditSigner {
  readonly generation: number;
  readonly signer: Signer;
}

type KeyRefusal = Refusal<
  Extract<
    AuditRefusalCode,
    "AUDIT_KEY_UNAVAILABLE" | "AUDIT_KEY_OF_OTHER_TYPE" | "AUDIT_KEY_EXISTS" | "AUDIT_KEY_MISSING"
  >
>;

/** A key that was made, or found as an interrupted run left it. */
export interface MadeAuditKey extends AuditKeyRow {
  /** SHA-256 of the SubjectPublicKeyInfo. */
  readonly fingerprint: string;
}

const fingerprintOf = (publicKeyInfo: Buffer): string =>
  createHash("sha256").update(publicKeyInfo).digest("hex");

const otherType = (key: string, detail: string) =>
  refused({ code: "AUDIT_KEY_OF_OTHER_TYPE", detail, facts: { key } } as const);

const unavailable = (key: string, refusal: { readonly code: string; readonly detail: string }) =>
  refused({
    code: "AUDIT_KEY_UNAVAILABLE",
    detail: `${refusal.code}: ${refusal.detail}`,
    facts: { key },
  } as const);

/** Makes a key, or takes the one that an interrupted run, or a database restored since, left. */
const readyKey = async (keyStore: KeyStore, reference: string): Promise<Result<Signer, KeyRefusal>> => {
  const made = await keyStore.generate(reference, ALGORITHM);
  if (made.ok) return made;
  const found = made.refusal.code === "KEY_EXISTS" ? await keyStore.signer(reference) : made;
  if (!found.ok) return unavailable(reference, found.refusal);
  const type = keyAlgorithmNameOf(found.value.publicKeyInfo);
  return type === ALGORITHM
    ? found
    : otherType(reference, `${reference} is ${type ?? "of an unknown type"}, not ${ALGORITHM}`);
};

const makeNext = async (
  context: DomainContext,
  tx: SharedTransaction,
  keyStore: KeyStore,
  actor: Actor,
  previous: AuditKeyRow | undefined,
): Promise<Result<MadeAuditKey, KeyRefusal>> => {
  const generation = (previous?.generation ?? 0) + 1;
  const keyReference = keyStore.referenceOf(`audit-${generation}`);
  const ready = await readyKey(keyStore, keyReference);
  if (!ready.ok) return ready;
  const { publicKeyInfo } = ready.value;
  const createdAt = context.clock.now();
  const row = { generation, keyReference, publicKeyInfo, createdAt };
  const fingerprint = fingerprintOf(publicKeyInfo);
  await insertAuditKey(tx, row);
  await recordInstallationAudit(tx, {
    at: createdAt,
    event: "audit.keyMade",
    actor,
    facts: { generation, keyReference, publicKeyDigest: fingerprint },
  });
  return accepted({ ...row, fingerprint });
};

/** Makes the first key of the checkpoints. Refused: AUDIT_KEY_EXISTS, AUDIT_KEY_UNAVAILABLE, AUDIT_KEY_OF_OTHER_TYPE. */
export const initAuditKey = (
  context: DomainContext,
  keyStore: KeyStore,
  actor: Actor,
): Promise<Result<MadeAuditKey, KeyRefusal>> =>
  context.database.inShared(async (tx) => {
    await lockAuditKeys(tx);
    const present = (await selectAuditKeys(tx)).at(-1);
    return present === undefined
      ? makeNext(context, tx, keyStore, actor, undefined)
      : refused({ code: "AUDIT_KEY_EXISTS", detail: `${present.keyReference} signs checkpoints` });
  });

/**
 * Makes the next key; from now on it signs. The old public key stays on record, and what it signed stays valid.
 * Refused: AUDIT_KEY_MISSING, AUDIT_KEY_UNAVAILABLE, AUDIT_KEY_OF_OTHER_TYPE.
 */
export const rotateAuditKey = (
  context: DomainContext,
  keyStore: KeyStore,
  actor: Actor,
): Promise<Result<MadeAuditKey, KeyRefusal>> =>
  context.database.inShared(async (tx) => {
    await lockAuditKeys(tx);
    const present = (await selectAuditKeys(tx)).at(-1);
    return present === undefined
      ? refused({ code: "AUDIT_KEY_MISSING", detail: "there is no key to be replaced" })
      : makeNext(context, tx, keyStore, actor, present);
  });

/** The public keys, the oldest first. */
export const listAuditKeys = (context: Pick<DomainContext, "database">): Promise<readonly AuditKeyRow[]> =>
  context.database.inShared((tx) => selectAuditKeys(tx));

/** What signs at present. Refused: AUDIT_KEY_MISSING, AUDIT_KEY_UNAVAILABLE, AUDIT_KEY_OF_OTHER_TYPE. */
export const loadAuditSigner = async (
  context: Pick<DomainContext, "database">,
  keyStore: KeyStore,
): Promise<Result<AuditSigner, KeyRefusal>> => {
  const present = (await listAuditKeys(context)).at(-1);
  if (present === undefined) {
    return refused({ code: "AUDIT_KEY_MISSING", detail: "no key was made for checkpoints" });
  }
  const { generation, keyReference } = present;
  const signer = await keyStore.signer(keyReference);
  if (!signer.ok) return unavailable(keyReference, signer.refusal);
  return signer.value.publicKeyInfo.equals(present.publicKeyInfo)
    ? accepted({ generation, signer: signer.value })
    : otherType(keyReference, `${keyReference} is not the key that is on record`);
};
