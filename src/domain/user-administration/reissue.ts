import type { DomainContext, Origin } from "#domain/context.ts";
import { grantAcquisition } from "#domain/enrollment/grant.ts";
import type { EnrollmentRuleCode } from "#domain/enrollment/refusals.ts";
import { mayGrantAcquisition } from "#domain/enrollment/rules/may-grant.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { isSameUser } from "#domain/user/users.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { boardOfContract, type BoardEntry } from "./board.ts";
import type { ByAdministrator } from "./draft.ts";
import type { UserAdministrationCode } from "./refusals.ts";

type ReissueCode =
  | Extract<EnrollmentRuleCode, "ACQUISITION_GRANT_FORBIDDEN" | "USER_UNKNOWN">
  | Extract<UserAdministrationCode, "USER_REISSUE_NOT_NEEDED">;

/** Refusals of acquisition that end when an administrator issues (again). */
const ENDED_BY_ISSUING: ReadonlySet<EnrollmentRuleCode> = new Set<EnrollmentRuleCode>([
  "ACQUISITION_NOT_GRANTED",
  "ACQUISITION_DEADLINE_PASSED",
  "ACQUISITION_NEEDS_ADMINISTRATOR",
  "ACQUISITION_SELF_WINDOW_PASSED",
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
  const grantor = {
    kind: "user",
    role: administrator.role,
    isOfSameContract: true,
    isSameUser: isSameUser(entry.user.reference, administrator.reference),
  } as const;
  if (!mayGrantAcquisition(institution, grantor, entry.user.role))
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
 * Issues (again): gives the user the right to acquire from now (F6, A2.6). The administrator's confirmation password
 * has been proved. Sent twice, the days begin with the second time.
 *
 * @returns the last second in which the right can be used; undefined: no deadline
 */
export const reissue = async (
  context: DomainContext,
  by: ByAdministrator,
  { userId, origin }: { readonly userId: string; readonly origin: Origin },
): Promise<Result<{ deadline: Temporal.Instant | undefined }, Refusal<ReissueCode>>> => {
  const target = await reissueTarget(context, by, userId);
  if (!target.ok) return target;
  return grantAcquisition(context, {
    institution: by.institution,
    user: target.value.user.reference,
    actor: { kind: "user", user: by.administrator.reference },
    origin,
  });
};
