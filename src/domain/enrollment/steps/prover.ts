import type { Prover } from "#domain/second-factor/prover.ts";
import { findUser } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import type { ProofInput } from "./step.ts";

/** Whom a further proof is about: such proofs are asked for after the person is known. */
export const proverOf = async ({ context, institution, session, origin }: ProofInput): Promise<Prover> => {
  invariant(session.user !== undefined, "further proofs are asked for after the person is known");
  const user = await findUser(context, session.user);
  invariant(user !== undefined, "a session's user exists");
  return { institution, user, origin };
};
