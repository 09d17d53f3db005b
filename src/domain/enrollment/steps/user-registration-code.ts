import { verifyRegistrationCode } from "#domain/second-factor/user-registration-code/verify.ts";
import { accepted } from "#shared/result.ts";
import { proverOf } from "./prover.ts";
import type { AskStep, Question } from "./step.ts";

/** Room for hyphens and spaces between groups. */
const CODE_MAX_LENGTH = 24;

const question: Question = {
  ask: "userRegistrationCode",
  fields: [
    {
      name: "userRegistrationCode",
      label: { ja: "利用者登録コード", en: "User registration code" },
      secret: false,
      maxLength: CODE_MAX_LENGTH,
    },
  ],
  text: {
    ja: "お渡しした利用者登録コード(英数字12文字)を入力してください。入力は最初の1回だけです。",
    en: "Type in the user registration code (12 letters and digits) that was handed to you. It is asked only once.",
  },
};

/** User registration code, once for each user; instead of being sent away by G011e. */
export const userRegistrationCodeStep: AskStep = {
  kind: "ask",
  name: "userRegistrationCode",
  question: async () => accepted(question),
  verify: async (input, values) => {
    const prover = await proverOf(input);
    const typed = values["userRegistrationCode"] ?? "";
    const judged = await verifyRegistrationCode(input.context, prover, typed);
    return judged.ok ? accepted(prover.user.reference) : judged;
  },
};
