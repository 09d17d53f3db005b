import type { DomainContext } from "#domain/context.ts";
import { grantAcquisitionIn } from "#domain/enrollment/grant.ts";
import type { EnrollmentRuleCode } from "#domain/enrollment/refusals.ts";
import { mayGrantAcquisition } from "#domain/enrollment/rules/may-grant.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { hasRight } from "#domain/user/rights.ts";
import { isSameUser } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  changeBy,
  enterAsAdministrator,
  type ActOfAdministrator,
  type ByAdministrator,
} from "./administrator.ts";
import { boardEntryIn, boardOfContract, type BoardEntry } from "./board.ts";
import type { UserAdministrationCode } from "./refusals.ts";

type ReissueCode =
  | Extract<EnrollmentRuleCode, "ACQUISITION_GRANT_FORBIDDEN" | "USER_UNKNOWN">
  | Extract<UserAdministrationCode, "USER_REISSUE_NOT_NEEDED" | "USER_ADMINISTRATION_FORBIDDEN">;

/** Refusals of acquisition that end when an administrator issues (again). */
const ENDED_BY_ISSUING: ReadonlySet<EnrollmentRuleCode> = new Set<EnrollmentRuleCode>([
  "ACQUISITION_NOT_GRANTED",
  "ACQUISITION_DEADLINE_PASSED",
  "ACQUISITION_NEEDS_ADMINISTRATOR",
  "ACQUISITION_SELF_WINDOW_PASSED",
  "ACQUISITION_STOPPED_NEEDS_ADMINISTRATOR",
  "ACQUISITION_WAITS",
]);

const isOfUse = ({ institution }: ByAdministrator, { right, user }: BoardEntry): boolean => {
  if (right.kind === "closed") return ENDED_BY_ISSUING.has(right.code);
  // A deadline that runs may be started anew.
  return (
    right.kind === "open" &&
    user.acquisitionGrantedAt !== null &&
    institution.acquisition.deadlineDays !== null
  );
};

/** Whether the administrator may issue to this user now, by role and policy (A3), and whether it is of any use. */
export const reissueRefusal = (
  by: ByAdministrator,
  entry: BoardEntry,
): Refusal<Exclude<ReissueCode, "USER_UNKNOWN">> | undefined => {
  const { institution, administrator } = by;
  if (!hasRight(institution, administrator, "issueCertificates"))
    return { code: "ACQUISITION_GRANT_FORBIDDEN", detail: "the right is not the administrator's" };
  const grantor = {
    kind: "user",
    role: administrator.role,
    isOfSameContract: true,
    isSameUser: isSameUser(entry.user.reference, administrator.reference),
  } as const;
  const isStopped = entry.user.acquisitionStoppedAt !== undefined;
  if (!mayGrantAcquisition(institution, grantor, entry.user.role, isStopped))
    return { code: "ACQUISITION_GRANT_FORBIDDEN", detail: `${administrator.role} to ${entry.user.role}` };
  return isOfUse(by, entry)
    ? undefined
    : { code: "USER_REISSUE_NOT_NEEDED", detail: `the right is ${entry.right.kind}` };
};

/** The user of the administrator's own contract to whom may be issued. */
export const reissueTarget = async (
  context: DomainContext,
  by: ByAdministrator,
  userId: string,
): Promise<Result<BoardEntry, Refusal<ReissueCode>>> => {
  const { contractId } = by.administrator.reference;
  const entries = await boardOfContract(context, by.institution, contractId);
  const entry = entries.find(({ user }) => user.reference.userId === userId);
  if (entry === undefined) return refused({ code: "USER_UNKNOWN", detail: "not in this contract" });
  const refusal = reissueRefusal(by, entry);
  return refusal === undefined ? accepted(entry) : refused(refusal);
};

/**
 * Issues (again): gives the user the right to acquire from now (F6, A2.6). Done twice, the days begin with the second
 * time.
 *
 * @returns the last second in which the right can be used; undefined: no deadline
 */
export const reissue = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  { userId }: { readonly userId: string },
): Promise<Result<{ deadline: Temporal.Instant | undefined }, Refusal<ReissueCode>>> => {
  const forbidden = await enterAsAdministrator(tx, by, "issueCertificates");
  if (forbidden !== undefined) return refused(forbidden);
  const entry = await boardEntryIn(tx, by, userId, by.at);
  if (entry === undefined) return refused({ code: "USER_UNKNOWN", detail: "not in this contract" });
  const refusal = reissueRefusal(by, entry);
  if (refusal !== undefined) return refused(refusal);
  const { institution, origin, at } = by;
  const { actor } = changeBy(by);
  return grantAcquisitionIn(tx, { institution, user: entry.user.reference, actor, origin }, at);
};
