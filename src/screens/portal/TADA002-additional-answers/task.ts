import { answersRegisteredAt } from "#domain/second-factor/additional-authentication/state.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Task } from "#screens/components/task-list.ts";
import type { SessionVisit } from "../visit.ts";
import { ADDITIONAL_ANSWERS_PATH } from "./handler.ts";

const texts = defineTexts({
  ja: {
    title: "追加認証回答登録",
    registered: "登録済みの質問と回答を、新しいものに変更します。",
    none: "追加認証の質問を選び、回答を登録します。",
  },
  en: {
    title: "Additional authentication",
    registered: "Choose other questions and register new answers.",
    none: "Choose your questions and register the answers.",
  },
});

/** お客様情報: the visitor's answers, where the contract has the additional authentication. */
export const additionalAnswersTask = async (visit: SessionVisit): Promise<Task | undefined> => {
  const { services, institution, session, page } = visit;
  const { reference } = session.user;
  const factors = await factorsOfUser(services.context, institution, reference);
  if (!factors.includes("additionalAuthentication")) return undefined;
  const registeredAt = await services.context.database.inInstitution(institution.code, (tx) =>
    answersRegisteredAt(tx, institution, reference),
  );
  const text = texts[page.language];
  const description = registeredAt === undefined ? text.none : text.registered;
  return { title: text.title, description, path: ADDITIONAL_ANSWERS_PATH };
};
