import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, Origin } from "#domain/context.ts";
import { lockContract } from "#domain/contract/contracts.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { UserCode } from "./refusals.ts";
import { insertUser, selectUser, selectUsers } from "./users.store.ts";
import type { User } from "./users.ts";

/** A user to be made. */
export interface NewUser {
  readonly contractId: string;
  /** 1 to 30 characters; in the Shinkin family what the person types. */
  readonly userId: string;
  readonly role: UserRole;
  /** BizSOL family: 6 to 12 half-width letters and digits, unique in the institution. Shinkin family: null. */
  readonly loginId: string | null;
  /** 1 to 30 characters. */
  readonly userName: string;
  /** 4 to 64 characters. */
  readonly mailAddress: string | null;
  readonly language: "ja" | "en";
  readonly at: Temporal.Instant;
}

/** Who makes the user, and from where. */
export interface Maker {
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
}

/** A user's own data, as somebody enters them. */
export type UserFields = Pick<NewUser, "userId" | "loginId" | "userName" | "mailAddress">;

/** One rule about a user's own data: says what is wrong, or nothing. */
type FieldRule = (institution: InstitutionPolicy, user: UserFields) => string | undefined;

const LOGIN_ID = /^[A-Za-z0-9]{6,12}$/;
const USER_ID = /^[A-Za-z0-9_.-]{1,30}$/;
const MAIL_ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/;
/** Control characters, and those that turn the direction of what stands after them: a name could pose as another. */
const CONTROL = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

const asksForLoginId = (institution: InstitutionPolicy): boolean =>
  familyOf(institution).identityFields.some((field) => field.name === "loginId");

const fieldRules: readonly FieldRule[] = [
  (_, { userId }) => (USER_ID.test(userId) ? undefined : "userId"),
  (institution, { loginId }) => {
    if (!asksForLoginId(institution)) return loginId === null ? undefined : "loginId";
    return loginId !== null && LOGIN_ID.test(loginId) ? undefined : "loginId";
  },
  (_, { userName }) => {
    const { length } = Array.from(userName);
    return length >= 1 && length <= 30 && !CONTROL.test(userName) ? undefined : "userName";
  },
  (_, { mailAddress }) => {
    if (mailAddress === null) return undefined;
    const fits = mailAddress.length >= 4 && mailAddress.length <= 64 && MAIL_ADDRESS.test(mailAddress);
    return fits ? undefined : "mailAddress";
  },
];

/** The first field that is not as it must be (B1); undefined: all are. */
export const unfitUserField = (
  institution: InstitutionPolicy,
  user: UserFields & Partial<NewUser>,
): string | undefined =>
  fieldRules.map((rule) => rule(institution, user)).find((unfit) => unfit !== undefined);

/**
 * Makes a user of a contract. Refuses a role that the family does not have, a second head of the contract (master;
 * Shinkin: administrator), an ID that is taken, and more users than the institution allows (A2.1, B1).
 *
 * The user has no secrets and no right to acquire yet.
 */
export const createUser = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  user: NewUser,
  { actor, origin }: Maker,
): Promise<Result<User, Refusal<UserCode>>> => {
  const field = unfitUserField(institution, user);
  if (field !== undefined) return refused({ code: "USER_FIELD_INVALID", detail: field, facts: { field } });
  const { roles } = familyOf(institution);
  if (!roles.includes(user.role))
    return refused({ code: "USER_ROLE_NOT_OFFERED", detail: `no ${user.role} in ${institution.family}` });
  if (!(await lockContract(tx, user.contractId)))
    return refused({ code: "USER_CONTRACT_UNKNOWN", detail: `no contract ${user.contractId}` });
  const others = await selectUsers(tx, user.contractId);
  const limit = institution.contract.maxUsers;
  if (others.length >= limit)
    return refused({ code: "USER_CONTRACT_FULL", detail: `${others.length} users`, facts: { limit } });
  const [head] = roles;
  if (user.role === head && others.some((other) => other.role === head))
    return refused({ code: "USER_HEAD_EXISTS", detail: `contract ${user.contractId} has its ${head}` });
  if (!(await insertUser(tx, user)))
    return refused({ code: "USER_ID_TAKEN", detail: `${user.userId} or its login ID is taken` });
  const made = await selectUser(tx, user);
  invariant(made !== undefined, "a user that was inserted is found");
  await recordAudit(tx, {
    at: user.at,
    event: "user.created",
    actor,
    origin,
    subject: made.reference,
    facts: { role: user.role },
  });
  return accepted(made);
};
