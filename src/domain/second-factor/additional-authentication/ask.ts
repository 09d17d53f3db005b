import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext } from "#domain/context.ts";
import { invariant } from "#shared/invariant.ts";
import type { RandomSource } from "#shared/random.ts";
import type { Prover } from "../prover.ts";
import { lockAnswers, setAsked, type StoredAnswer } from "./answers.store.ts";
import { questionOf, type AdditionalQuestion } from "./questions.ts";
import { usable } from "./state.ts";

/** What is wanted of a user who is to prove themselves by the additional authentication. */
export type WantedAnswer =
  | { readonly kind: "answer"; readonly question: AdditionalQuestion }
  /** Questions are chosen and answered first (追加認証回答登録; instead of G010e). */
  | { readonly kind: "registration" };

/** One of some, without favour: bytes past a whole multiple are thrown away. */
const oneOf = <Value>(values: readonly Value[], random: RandomSource): Value => {
  const limit = 256 - (256 % values.length);
  for (;;) {
    const byte = random.bytes(1).readUInt8();
    const value = values[byte % values.length];
    if (byte < limit && value !== undefined) return value;
  }
};

/**
 * The question that a user is asked now, of those that the user registered. It is chosen by chance, and stays the same,
 * in every procedure and on every device, until it is answered right: whoever guesses cannot shop for an easier one.
 */
export const wantedAnswer = (
  context: DomainContext,
  { institution, user, origin }: Prover,
): Promise<WantedAnswer> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const { reference } = user;
    const answers = usable(institution, await lockAnswers(tx, reference));
    if (answers.length === 0) return { kind: "registration" };
    const wanted = ({ questionId }: StoredAnswer): WantedAnswer => {
      const question = questionOf(institution, questionId);
      invariant(question !== undefined, "a usable answer has its question");
      return { kind: "answer", question };
    };
    const asked = answers.find(({ isAsked }) => isAsked);
    if (asked !== undefined) return wanted(asked);
    const chosen = oneOf(answers, context.random);
    const at = context.clock.now();
    await setAsked(tx, reference, chosen.questionId, at);
    await recordAudit(tx, {
      at,
      event: "secondFactor.asked",
      actor: { kind: "user", user: reference },
      subject: reference,
      origin,
      facts: { factor: "additionalAuthentication", questionId: chosen.questionId },
    });
    return wanted(chosen);
  });
