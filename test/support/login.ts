import { createHash, type KeyObject } from "node:crypto";
import { join } from "node:path";
import type { DomainContext, Origin, UserReference } from "#domain/context.ts";
import { createContract, type LoginMethod } from "#domain/contract/contracts.ts";
import { prepareSecrets, storeSecrets } from "#domain/credential/secrets.ts";
import { loadInstitutions } from "#domain/institution/load.ts";
import type { Family, InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import { createUser } from "#domain/user/create.ts";
import type { User } from "#domain/user/users.ts";
import type { CertificateTable } from "#platform/database/tables.ts";
import { clientFields } from "#pki/certificate/profiles.ts";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import { nameOf } from "#pki/name.ts";
import { encodePem } from "#pki/pem.ts";
import { softwareSigner } from "#pki/signer.ts";
import {
  newPrivateKey,
  newSerial,
  newSmallAuthority,
  signCertificate,
  TEST_ADDRESSES,
  TEST_POLICY_OID,
  type SmallAuthority,
} from "#pki/testing/small-authority.ts";
import { settableClock, toDate, type SettableClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase, type TestDatabase } from "./database.ts";
import { testSecretBox } from "./one-time-passwords.ts";

/** A certificate on record, with its key. */
export interface TestCertificate {
  readonly serial: string;
  readonly der: Buffer;
  readonly pem: string;
  readonly privateKey: KeyObject;
}

/** In which way a certificate stands; `active` unless told. */
export interface CertificateWish {
  readonly state?: CertificateTable["state"];
  readonly confirmationMethod?: "signature" | "handshake";
  readonly notAfter?: Temporal.Instant;
  readonly revocationReason?: CertificateTable["revocation_reason"];
}

/** Institutions, users and certificates on a real database, for tests of login and of the gate. */
export interface LoginWorld {
  readonly context: DomainContext & { readonly database: TestDatabase; readonly clock: SettableClock };
  readonly authorities: Readonly<Record<Family, SmallAuthority>>;
  institution(id: string): InstitutionPolicy;
  /** A user of a contract of its own; passwords are {@link LOGIN_PASSWORD} and {@link CONFIRMATION_PASSWORD}. */
  newUser(
    institutionId: string,
    more?: { loginMethod?: LoginMethod; role?: UserRole; contractId?: string },
  ): Promise<User>;
  newCertificate(user: UserReference, wish?: CertificateWish): Promise<TestCertificate>;
  /** Events of the audit record, oldest first, with their `refusalCode` where they have one. */
  auditOf(institutionCode: string): Promise<string[]>;
}

export const LOGIN_PASSWORD = "kazahana47";
export const CONFIRMATION_PASSWORD = "mizube82iro";
export const START = Temporal.Instant.from("2026-06-01T00:00:00Z");
export const ORIGIN: Origin = { address: "192.0.2.1", supportId: "TEST0-00000" };

const INSTITUTIONS = join(import.meta.dirname, "../../institutions");
const ACTOR = { kind: "system", name: "test" } as const;

const ISSUER_IDS: Readonly<Record<Family, string>> = { bizsol: "bizsol-g1", shinkin: "shinkin-g1" };

const insertIssuers = async (
  database: TestDatabase,
  authorities: Readonly<Record<Family, SmallAuthority>>,
): Promise<void> => {
  for (const family of ["bizsol", "shinkin"] as const)
    await database.inShared((tx) =>
      tx
        .insertInto("issuer")
        .values({
          issuer_id: ISSUER_IDS[family],
          family,
          kind: "issuing",
          generation: 1,
          parent_issuer_id: null,
          state: "active",
          certificate: authorities[family].issuing.der,
          key_reference: "test",
          validation_url: "http://va.example",
          created_at: toDate(START),
          published_at: toDate(START),
          first_published_at: toDate(START),
          first_activated_at: toDate(START),
        })
        .execute(),
    );
};

const sha256 = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

/** Makes the world. Within `t`, or for the whole file without it. */
export const loginWorld = async (t?: Parameters<typeof testDatabase>[0]): Promise<LoginWorld> => {
  const [database, bizsol, shinkin] = await Promise.all([
    testDatabase(t),
    newSmallAuthority(),
    newSmallAuthority(),
  ]);
  const authorities = { bizsol, shinkin };
  await insertIssuers(database, authorities);
  const institutions = loadInstitutions(INSTITUTIONS);
  invariant(institutions.ok, "the institutions' files are right");
  const clock = settableClock(START);
  const context = {
    database,
    clock,
    random: systemRandom,
    institutions: institutions.value,
    secretBox: testSecretBox(),
    portalAddressOf: (id: string): string => `https://${id}.localhost:8443`,
  };
  let contracts = 0;

  const institution = (id: string): InstitutionPolicy => {
    const policy = context.institutions.byId(id);
    invariant(policy !== undefined, `no institution ${id}`);
    return policy;
  };

  const newUser: LoginWorld["newUser"] = async (institutionId, more = {}) => {
    const policy = institution(institutionId);
    contracts += 1;
    const contractId = more.contractId ?? `C${contracts}`;
    const change = { at: clock.now(), actor: ACTOR };
    const secrets = { login: LOGIN_PASSWORD, confirmation: CONFIRMATION_PASSWORD };
    const hashes = await prepareSecrets(policy, [], secrets, context);
    invariant(hashes.ok, "the test's passwords obey the rules");
    return database.inInstitution(policy.code, async (tx) => {
      if (more.contractId === undefined)
        await createContract(
          tx,
          policy,
          { contractId, companyName: "試験商会", loginMethod: more.loginMethod ?? "certificate" },
          change,
        );
      const made = await createUser(
        tx,
        policy,
        {
          contractId,
          userId: `U${contracts}`,
          role: more.role ?? "user",
          loginId: policy.family === "bizsol" ? `user${String(contracts).padStart(4, "0")}` : null,
          userName: "試験 太郎",
          mailAddress: null,
          language: "ja",
          at: clock.now(),
        },
        change,
      );
      invariant(made.ok, `the test's user is made: ${made.ok ? "" : made.refusal.detail}`);
      await storeSecrets(tx, made.value, hashes.value, change);
      return made.value;
    });
  };

  const newCertificate: LoginWorld["newCertificate"] = async (user, wish = {}) => {
    const policy = context.institutions.byCode(user.institutionCode);
    invariant(policy !== undefined, "the user's institution exists");
    const { issuing } = authorities[policy.family];
    const privateKey = newPrivateKey("P-256");
    const serial = newSerial();
    const notAfter = wish.notAfter ?? clock.now().add({ hours: 366 * 24 });
    const { publicKeyInfo } = softwareSigner(privateKey);
    const certificate = await signCertificate(
      clientFields({
        serial,
        subject: nameOf([["CN", `${user.contractId} ${user.userId}`]]),
        publicKeyInfo,
        notBefore: clock.now(),
        notAfter,
        issuer: issuerFactsOf(issuing.certificate),
        addresses: TEST_ADDRESSES,
        policyOid: TEST_POLICY_OID,
      }),
      issuing.signer,
    );
    const state = wish.state ?? "active";
    const isOver = state === "revoked" || state === "expired" || state === "abandoned";
    const now = toDate(clock.now());
    await database.inInstitution(user.institutionCode, (tx) =>
      tx
        .insertInto("certificate")
        .values({
          institution_code: user.institutionCode,
          serial,
          issuer_id: ISSUER_IDS[policy.family],
          contract_id: user.contractId,
          user_id: user.userId,
          state,
          profile: "client",
          subject: "CN=test",
          not_before: now,
          not_after: toDate(notAfter),
          public_key_digest: sha256(publicKeyInfo),
          tbs_certificate: certificate.tbs,
          certificate_signature: certificate.der.subarray(4 + certificate.tbs.length),
          fingerprint: sha256(certificate.der),
          confirmation_method: wish.confirmationMethod ?? "signature",
          confirm_before: toDate(clock.now().add({ minutes: 10 })),
          prepared_at: now,
          signed_at: now,
          confirmed_at: state === "issued" ? null : now,
          ended_at: isOver ? now : null,
          end_cause: isOver ? (wish.revocationReason === "superseded" ? "supersession" : "revocation") : null,
          revocation_reason: state === "revoked" ? (wish.revocationReason ?? "unspecified") : null,
        })
        .execute(),
    );
    return { serial, der: certificate.der, pem: encodePem("CERTIFICATE", certificate.der), privateKey };
  };

  return {
    context,
    authorities,
    institution,
    newUser,
    newCertificate,
    auditOf: async (institutionCode) => {
      const rows = await database.asOwner<{ event: string; code: string | null }>(
        "select event, facts->>'refusalCode' as code from audit_event where institution_code = $1 order by event_id",
        [institutionCode],
      );
      return rows.map(({ event, code }) => (code === null ? event : `${event} ${code}`));
    },
  };
};
