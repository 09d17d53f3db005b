import { listAuditIn } from "#domain/audit/list.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { selectKnown, type KnownBefore } from "./known.store.ts";
import { digestOfNetwork, type Device } from "./surroundings.ts";

/** What is unusual about a login, by the policy's names (`login.risk`). */
export type RiskFact = "newDevice" | "newNetwork" | "longAbsence" | "recentFailures";

/** Which facts hold. */
export type RiskFacts = Readonly<Record<RiskFact, boolean>>;

/** What may follow a fact. */
export type RiskMeasure = InstitutionPolicy["login"]["risk"][RiskFact][number];

export const riskFacts: readonly RiskFact[] = ["newDevice", "newNetwork", "longAbsence", "recentFailures"];

/** Where nothing is known of a login, its device and its network are new. */
export const NOTHING_KNOWN: RiskFacts = {
  newDevice: true,
  newNetwork: true,
  longAbsence: false,
  recentFailures: false,
};

const HOURS_OF_A_DAY = 24;

/** From when on what was seen still counts. */
export const keptSince = (
  { login: { risk } }: Pick<InstitutionPolicy, "login">,
  now: Temporal.Instant,
): Temporal.Instant => now.subtract({ hours: risk.keptDays * HOURS_OF_A_DAY });

/** A login as it is judged. */
export interface JudgedLogin {
  readonly institution: InstitutionPolicy;
  readonly user: Pick<User, "reference">;
  readonly device: Device;
  readonly address: string;
  readonly now: Temporal.Instant;
}

const later = (left: Temporal.Instant, right: Temporal.Instant | undefined): Temporal.Instant =>
  right !== undefined && Temporal.Instant.compare(right, left) > 0 ? right : left;

/** Read from the audit record: the count of failures itself was forgotten when the secret was right. */
const hasRecentFailures = async (
  tx: InstitutionTransaction,
  { institution, user, now }: JudgedLogin,
  lastSeenAt: Temporal.Instant | undefined,
): Promise<boolean> => {
  const { recentFailures, failures, failureHours } = institution.login.risk;
  if (recentFailures.length === 0) return false;
  const { contractId, userId } = user.reference;
  const since = later(now.subtract({ hours: failureHours }), lastSeenAt);
  const filter = { contractId, userId, event: "credential.refused", limit: failures };
  const rows = await listAuditIn(tx, filter);
  return rows.filter(({ at }) => Temporal.Instant.compare(at, since) > 0).length >= failures;
};

const isLongAbsence = (
  { institution, now }: JudgedLogin,
  { lastSeenAt }: Pick<KnownBefore, "lastSeenAt">,
): boolean => {
  const before = now.subtract({ hours: institution.login.risk.absenceDays * HOURS_OF_A_DAY });
  return lastSeenAt !== undefined && Temporal.Instant.compare(lastSeenAt, before) <= 0;
};

/** Which facts hold of a login, before anything of it is remembered. */
export const factsOfLogin = async (tx: InstitutionTransaction, login: JudgedLogin): Promise<RiskFacts> => {
  const { institution, user, device, address, now } = login;
  const known = await selectKnown(tx, user.reference, {
    devices: device.digests,
    network: digestOfNetwork(user.reference, address),
    since: keptSince(institution, now),
  });
  return {
    newDevice: !known.isKnownDevice,
    newNetwork: !known.isKnownNetwork,
    longAbsence: isLongAbsence(login, known),
    recentFailures: await hasRecentFailures(tx, login, known.lastSeenAt),
  };
};

/** What the policy lets follow from the facts, each measure once. */
export const measuresOf = (
  { login: { risk } }: Pick<InstitutionPolicy, "login">,
  facts: RiskFacts,
): ReadonlySet<RiskMeasure> => new Set(riskFacts.filter((fact) => facts[fact]).flatMap((fact) => risk[fact]));
