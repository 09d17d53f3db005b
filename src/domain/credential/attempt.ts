import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { digestOfClaim, type Claim } from "./claims.ts";
import { countFailure, longestStop, stopOf, type Stop } from "./counting.ts";
import { deleteFailures, lockFailures, selectSecrets, updateFailures } from "./credentials.store.ts";
import { matchesSecret, NOBODYS_HASH, type SecretHash } from "./hashing.ts";
import type { CredentialCode } from "./refusals.ts";
import { queueStopMail } from "./stop-mail.ts";
import { stopRefusal } from "./stop-refusal.ts";

/** Who can be proved: a user, or somebody who is to become one. */
export interface Person {
  readonly reference: UserReference;
  readonly state: "active" | "suspended";
}

/** One attempt to prove who somebody is. */
export interface Attempt<Who extends Person> {
  readonly institution: InstitutionPolicy;
  readonly claim: Claim;
  readonly secrets: readonly { readonly kind: CredentialKind; readonly secret: string }[];
  readonly findUser: (tx: InstitutionTransaction) => Promise<Who | undefined>;
  /** What the secrets are compared with; a user's own unless told. Asked with nobody, too: the work is to be the same. */
  readonly hashesOf?: (tx: InstitutionTransaction, user: Who | undefined) => Promise<StoredHashes>;
  readonly origin: Origin;
}

type StoredHashes = ReadonlyMap<CredentialKind, SecretHash>;

const hashesOfUser = (tx: InstitutionTransaction, user: Person | undefined): Promise<StoredHashes> =>
  selectSecrets(tx, user?.reference ?? { contractId: "", userId: "" });

/** An attempt that may be compared: it has been counted as a failure, and is forgotten if it turns out right. */
interface CountedAttempt<Who> {
  readonly user: Who | undefined;
  readonly hashes: StoredHashes;
  /** The stop that this failure would be, if it is one. */
  readonly stop: Stop | undefined;
}

type Outcome<Who> = Result<Who, Refusal<CredentialCode>>;

/** The parts that do not depend on whom it is about. */
type AnyAttempt = Pick<Attempt<Person>, "institution" | "claim" | "secrets" | "origin">;

/**
 * Counts, compares, and settles. No connection is held while secrets are compared, which takes long; that is why the
 * attempt is counted first, in a transaction of its own.
 */
export const runAttempt = async <Who extends Person>(
  context: DomainContext,
  attempt: Attempt<Who>,
): Promise<Outcome<Who>> => {
  const { code } = attempt.institution;
  const counted = await context.database.inInstitution(code, (tx) => countAttempt(context, tx, attempt));
  if (!counted.ok) return counted;
  const isRight = await compare(attempt, counted.value.hashes);
  return context.database.inInstitution(code, (tx) => settle(context, tx, attempt, counted.value, isRight));
};

/** Each kind's digest, in an order that is the same for everybody, so that two attempts never wait crosswise. */
const digestsOf = ({ claim, secrets }: AnyAttempt): { kind: CredentialKind; digest: Buffer }[] =>
  secrets
    .map(({ kind }) => ({ kind, digest: digestOfClaim(claim, kind) }))
    .sort((left, right) => Buffer.compare(left.digest, right.digest));

const countAttempt = async <Who extends Person>(
  context: DomainContext,
  tx: InstitutionTransaction,
  attempt: Attempt<Who>,
): Promise<Result<CountedAttempt<Who>, Refusal<CredentialCode>>> => {
  const now = context.clock.now();
  const claims = [];
  for (const { kind, digest } of digestsOf(attempt))
    claims.push({ kind, digest, count: await lockFailures(tx, digest, now) });
  const stop = longestStop(claims.flatMap(({ count }) => stopOf(count, now) ?? []));
  if (stop !== undefined) {
    await audit(context, tx, attempt, { event: "credential.refused", because: "stopped" });
    return refused(stopRefusal(stop, attempt.institution));
  }
  const newStops: Stop[] = [];
  const stoppedKinds: CredentialKind[] = [];
  for (const { kind, digest, count } of claims) {
    const next = countFailure(count, attempt.institution.lockout[kind], now);
    await updateFailures(tx, digest, next, now);
    const newStop = stopOf(next, now);
    if (newStop === undefined) continue;
    newStops.push(newStop);
    stoppedKinds.push(kind);
    await audit(context, tx, attempt, { event: "credential.stopped", because: newStop.kind, kind });
  }
  const user = await attempt.findUser(tx);
  for (const kind of stoppedKinds) await queueStopMail(tx, { user: user?.reference, kind, at: now });
  // Asked for unknown users too, so that the statements are the same.
  const hashes = await (attempt.hashesOf ?? hashesOfUser)(tx, user);
  return accepted({ user, hashes, stop: longestStop(newStops) });
};

/** Compares every secret, always all of them, with a hash nobody has the secret of where there is none. */
const compare = async ({ secrets }: AnyAttempt, hashes: StoredHashes): Promise<boolean> => {
  const answers = await Promise.all(
    secrets.map(({ kind, secret }) => matchesSecret(hashes.get(kind) ?? NOBODYS_HASH, secret)),
  );
  return answers.every(Boolean);
};

const settle = async <Who extends Person>(
  context: DomainContext,
  tx: InstitutionTransaction,
  attempt: Attempt<Who>,
  { user, stop }: CountedAttempt<Who>,
  isRight: boolean,
): Promise<Outcome<Who>> => {
  if (user === undefined || !isRight) {
    await audit(context, tx, attempt, { event: "credential.refused", because: "wrong", user });
    return refused(
      stop === undefined
        ? { code: "CREDENTIAL_REFUSED", detail: user === undefined ? "unknown ID" : "wrong secret" }
        : stopRefusal(stop, attempt.institution),
    );
  }
  await deleteFailures(
    tx,
    digestsOf(attempt).map(({ digest }) => digest),
  );
  if (user.state === "suspended") {
    await audit(context, tx, attempt, { event: "credential.refused", because: "suspended", user });
    return refused({ code: "USER_SUSPENDED", detail: "the proof was right; the user is suspended" });
  }
  const actor: Actor = { kind: "user", user: user.reference };
  await audit(context, tx, attempt, {
    event: "credential.verified",
    because: stop === undefined ? "right" : "rightAndStopLifted",
    user,
    actor,
  });
  return accepted(user);
};

interface Told {
  readonly event: "credential.verified" | "credential.refused" | "credential.stopped";
  readonly because: string;
  readonly kind?: CredentialKind;
  readonly user?: Person | undefined;
  readonly actor?: Actor;
}

const audit = (
  context: DomainContext,
  tx: InstitutionTransaction,
  attempt: AnyAttempt,
  { event, because, kind, user, actor }: Told,
): Promise<void> => {
  const kinds = kind === undefined ? attempt.secrets.map((secret) => secret.kind) : [kind];
  return recordAudit(tx, {
    at: context.clock.now(),
    event,
    actor: actor ?? { kind: "unidentified" },
    subject: user?.reference,
    origin: attempt.origin,
    facts: { because, kinds, claimDigest: digestOfClaim(attempt.claim, "login").toString("hex") },
  });
};
