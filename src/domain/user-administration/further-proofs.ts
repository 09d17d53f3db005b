import type { DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { resetAnswers } from "#domain/second-factor/additional-authentication/reset.ts";
import { answersOfContract } from "#domain/second-factor/additional-authentication/state.ts";
import { contractFactorsIn } from "#domain/second-factor/contract-factors.ts";
import {
  makeRegistrationCode,
  mayMakeCodes,
  type HandedOutCode,
} from "#domain/second-factor/user-registration-code/make.ts";
import { codesOfContract, type CodeState } from "#domain/second-factor/user-registration-code/verify.ts";
import { listUsersIn, type User } from "#domain/user/users.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { enterAsAdministrator, findMemberIn, type ByAdministrator } from "./administrator.ts";

/** How a user stands with the further proofs that administrators help with; undefined: the contract does not have it. */
export interface FurtherProofs {
  readonly user: User;
  /** When the answers were registered; null: none are. */
  readonly answersRegisteredAt: Temporal.Instant | null | undefined;
  readonly code: CodeState | undefined;
  readonly mayResetAnswers: boolean;
  readonly mayMakeCode: boolean;
}

/** What an administrator does for another user. */
export const FURTHER_PROOF_ACTS = ["resetAnswers", "makeCode"] as const;
export type FurtherProofAct = (typeof FURTHER_PROOF_ACTS)[number];

/** Which acts an institution knows at all, for menus. */
export const offersFurtherProofActs = ({
  acquisition: { furtherProof },
  secondFactor,
}: Pick<InstitutionPolicy, "acquisition" | "secondFactor">): boolean =>
  furtherProof.includes("additionalAuthentication") ||
  (furtherProof.includes("userRegistrationCode") &&
    secondFactor.userRegistrationCode.handedOutBy === "administrators");

/** How the users of the administrator's contract stand, the administrator too. */
export const furtherProofsOfContract = (
  context: DomainContext,
  { institution, administrator }: ByAdministrator,
): Promise<readonly FurtherProofs[]> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const { contractId } = administrator.reference;
    const now = context.clock.now();
    const factors = await contractFactorsIn(tx, institution, contractId);
    const answers = await answersOfContract(tx, institution, contractId);
    const codes = await codesOfContract(tx, contractId, now);
    const hasAnswers = factors.includes("additionalAuthentication");
    const hasCodes = factors.includes("userRegistrationCode");
    return (await listUsersIn(tx, contractId)).map((user) => {
      const { userId } = user.reference;
      const isSelf = userId === administrator.reference.userId;
      const registeredAt = answers.get(userId) ?? null;
      return {
        user,
        answersRegisteredAt: hasAnswers ? registeredAt : undefined,
        code: hasCodes ? (codes.get(userId) ?? "none") : undefined,
        mayResetAnswers: hasAnswers && !isSelf && registeredAt !== null,
        mayMakeCode: hasCodes && !isSelf && mayMakeCodes(institution, administrator.role),
      };
    });
  });

/** An act on a user; what was made, where something was. */
export const actOnFurtherProof = (
  context: DomainContext,
  { institution, administrator, origin }: ByAdministrator & { readonly origin: Origin },
  { act, userId }: { readonly act: FurtherProofAct; readonly userId: string },
): Promise<Result<HandedOutCode | undefined, Refusal>> =>
  context.database.inInstitution(
    institution.code,
    async (tx): Promise<Result<HandedOutCode | undefined, Refusal>> => {
      const by = { institution, administrator };
      const forbidden = await enterAsAdministrator(tx, by, "administerTokens");
      if (forbidden !== undefined) return refused(forbidden);
      const member = await findMemberIn(tx, by, userId);
      if (!member.ok) return member;
      const user = member.value;
      const actor = { kind: "user", user: administrator.reference } as const;
      if (act === "makeCode") return makeRegistrationCode(context, tx, { institution, user, actor, origin });
      const at = context.clock.now();
      const reset = await resetAnswers(tx, { institution, user, actor, at, origin });
      return reset.ok ? accepted(undefined) : reset;
    },
  );
