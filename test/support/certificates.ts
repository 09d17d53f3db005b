import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import { initializeAuthority } from "#domain/certificate-authority/initialize.ts";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { issueCertificate, type IssuedCertificate, type IssueRequest } from "#domain/certificate/issue.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import type { AuthorityKeyAlgorithm, KeyStore } from "#platform/key-store/key-store.ts";
import { newPrivateKey, newPrivateKeySync } from "#pki/key-pair.ts";
import { softwareSigner, type Signer } from "#pki/signer.ts";
import { settableClock, type SettableClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { accepted, refused } from "#shared/result.ts";
import { testDatabase, type TestDatabase } from "./database.ts";
import { acceptedValue, populate, shippedInstitutions } from "./population.ts";

export const START = Temporal.Instant.from("2026-06-01T00:00:00Z");
export const ORIGIN: Origin = { address: "192.0.2.1", supportId: "TEST0-00000" };
export const VALIDATION_URL = "http://va.example:8080";

/** A key store that forgets with the process: real keys, no files, no waiting for scrypt. */
export interface MemoryKeyStore extends KeyStore {
  /** Reference and PKCS#8 PEM of each key, for a process of a test's own. */
  exportKeys(): Readonly<Record<string, string>>;
}

export const memoryKeyStore = (keys: Readonly<Record<string, string>> = {}): MemoryKeyStore => {
  const privateKeys = new Map(
    Object.entries(keys).map(([reference, pem]) => [reference, createPrivateKey(pem)]),
  );
  const signers = new Map<string, Signer>(
    [...privateKeys].map(([reference, key]) => [reference, softwareSigner(key)]),
  );
  return {
    exportKeys: () =>
      Object.fromEntries(
        [...privateKeys].map(([reference, key]) => [reference, key.export({ type: "pkcs8", format: "pem" })]),
      ),
    scheme: "file",
    referenceOf: (name) => `file:${name}`,
    generate: async (reference, algorithm) => {
      if (signers.has(reference)) return refused({ code: "KEY_EXISTS", detail: reference });
      const privateKey = await newPrivateKey(algorithm);
      privateKeys.set(reference, privateKey);
      const signer = softwareSigner(privateKey);
      signers.set(reference, signer);
      return accepted(signer);
    },
    signer: async (reference) => {
      const signer = signers.get(reference);
      return signer === undefined ? refused({ code: "KEY_MISSING", detail: reference }) : accepted(signer);
    },
    list: async () => [...signers.keys()].sort().map((reference) => ({ reference, createdAt: START })),
  };
};

/** A key that asks for a certificate. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly publicKeyInfo: Buffer;
}

export const newKey = (): TestKey => {
  const privateKey = newPrivateKeySync("P-256");
  return { privateKey, publicKeyInfo: softwareSigner(privateKey).publicKeyInfo };
};

/** Institutions, authorities and users on a real database. */
export interface CertificateWorld {
  readonly context: DomainContext & { readonly database: TestDatabase; readonly clock: SettableClock };
  readonly authority: CertificateAuthority;
  readonly keyStore: MemoryKeyStore;
  institution(id: string): InstitutionPolicy;
  /** So many users of one new contract; the first one is its master or administrator. */
  newUsers(institutionId: string, count: number): Promise<User[]>;
  newUser(institutionId: string): Promise<User>;
  /** A request of this user with a new key, in a session of its own. */
  requestOf(user: User, more?: Partial<IssueRequest>): IssueRequest;
  issue(user: User, more?: Partial<IssueRequest>): Promise<IssuedCertificate>;
  /** Issues and confirms. */
  activate(user: User, more?: Partial<IssueRequest>): Promise<IssuedCertificate>;
  /** Events about certificates in the audit record, oldest first. */
  auditOf(user: User): Promise<string[]>;
  /** Serial and state of all certificates of a user, oldest first. */
  statesOf(user: User): Promise<string[]>;
}

const newContractId = (counter: number): string => `9${String(counter).padStart(7, "0")}`;

/** What is different in a world from what it is unless told. */
export interface CertificateWorldOptions {
  readonly validationUrl?: string;
  readonly start?: Temporal.Instant;
  readonly rootKeyAlgorithm?: AuthorityKeyAlgorithm;
  readonly issuingKeyAlgorithm?: AuthorityKeyAlgorithm;
}

/** Makes the world. Within `t`, or for the whole file without it. */
export const certificateWorld = async (
  t?: Parameters<typeof testDatabase>[0],
  options: CertificateWorldOptions = {},
): Promise<CertificateWorld> => {
  const validationUrl = options.validationUrl ?? VALIDATION_URL;
  const database = await testDatabase(t);
  const clock = settableClock(options.start ?? START);
  const context = { database, clock, random: systemRandom, institutions: shippedInstitutions() };
  const keyStore = memoryKeyStore();
  acceptedValue(
    await initializeAuthority(context, keyStore, {
      validationUrl,
      organization: "Tegata Test",
      rootKeyAlgorithm: options.rootKeyAlgorithm ?? "P-384",
      issuingKeyAlgorithm: options.issuingKeyAlgorithm ?? "P-256",
    }),
  );
  const authority = acceptedValue(await loadAuthority(context, keyStore, { validationUrl }));
  let contracts = 0;
  let users = 0;

  const institution = (id: string): InstitutionPolicy => {
    const found = context.institutions.byId(id);
    invariant(found !== undefined, `no institution ${id}`);
    return found;
  };
  const ofUser = (user: User): InstitutionPolicy => {
    const found = context.institutions.byCode(user.reference.institutionCode);
    invariant(found !== undefined, "the user's institution exists");
    return found;
  };
  const newUsers: CertificateWorld["newUsers"] = (institutionId, count) => {
    contracts += 1;
    const policy = institution(institutionId);
    const contractId = newContractId(contracts);
    const first = policy.family === "bizsol" ? "master" : "administrator";
    const made = users;
    users += count;
    const roles = Object.fromEntries(
      Array.from({ length: count }, (_, index): [string, UserRole] => [
        `u${(made + index + 1).toString(36).padStart(4, "0")}`,
        index === 0 ? first : "user",
      ]),
    );
    return populate(context, { institution: policy, contractId, users: roles });
  };
  const requestOf: CertificateWorld["requestOf"] = (user, more = {}) => ({
    institution: ofUser(user),
    user,
    request: { publicKeyInfo: newKey().publicKeyInfo, keyAlgorithm: "P-256" },
    confirmationMethod: "signature",
    enrollmentSessionId: createHash("sha256").update(systemRandom.bytes(16)).digest("hex").slice(0, 32),
    device: { keyStoreKind: "nss", deviceName: "PC-1", osUser: "hanako" },
    origin: ORIGIN,
    ...more,
  });
  const issue: CertificateWorld["issue"] = async (user, more) =>
    acceptedValue(await issueCertificate(context, authority, requestOf(user, more)));

  return {
    context,
    authority,
    keyStore,
    institution,
    newUsers,
    newUser: async (institutionId) => {
      const [user] = await newUsers(institutionId, 1);
      invariant(user !== undefined, "one user was asked for");
      return user;
    },
    requestOf,
    issue,
    activate: async (user, more) => {
      const issued = await issue(user, more);
      const { serial } = issued;
      acceptedValue(await confirmCertificate(context, { institution: ofUser(user), serial, origin: ORIGIN }));
      return issued;
    },
    auditOf: async ({ reference }) => {
      const rows = await database.asOwner<{ event: string }>(
        `select event from audit_event where institution_code = $1 and contract_id = $2 and user_id = $3
           and event like 'certificate.%' order by event_id`,
        [reference.institutionCode, reference.contractId, reference.userId],
      );
      return rows.map((row) => row.event);
    },
    statesOf: async ({ reference }) => {
      const rows = await database.asOwner<{ state: string; cause: string | null }>(
        `select state, end_cause as cause from certificate
           where institution_code = $1 and contract_id = $2 and user_id = $3 order by prepared_at, serial`,
        [reference.institutionCode, reference.contractId, reference.userId],
      );
      return rows.map(({ state, cause }) => (cause === null ? state : `${state} (${cause})`));
    },
  };
};
