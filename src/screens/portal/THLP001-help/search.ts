import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { errorCodes } from "./codes.ts";
import { topicsByTask } from "./tasks.ts";

/** One place where the words were found. */
export interface Found {
  readonly path: string;
  readonly title: Bilingual;
  readonly text: Bilingual;
}

/** More would not be read. */
const MOST = 20;
const MOST_WORDS = 8;

/** Half and full width, capitals and small letters are the same to somebody who searches. */
const plain = (text: string): string => text.normalize("NFKC").toLowerCase();

const candidates = (institution: InstitutionPolicy): Found[] => [
  ...topicsByTask.flatMap(([, topics]) =>
    topics.flatMap(({ id, topic }) =>
      topic.items.map(({ question, answer }, index) => ({
        path: `/help/${id}#item-${index + 1}`,
        title: { ja: `${topic.name.ja}：${question.ja}`, en: `${topic.name.en}: ${question.en}` },
        text: typeof answer === "function" ? answer(institution) : answer,
      })),
    ),
  ),
  ...errorCodes.map(({ code, cause, action }) => ({
    path: `/errors/${code}`,
    title: { ja: `${code}：${cause.ja}`, en: `${code}: ${cause.en}` },
    text: action,
  })),
];

/** Where all the words of a question occur, in either language; questions that hold them in their title first. */
export const searchHelp = (institution: InstitutionPolicy, asked: string): readonly Found[] => {
  const words = plain(asked.slice(0, 100))
    .split(/\s+/u)
    .filter((word) => word !== "")
    .slice(0, MOST_WORDS);
  if (words.length === 0) return [];
  const holds = (text: string): boolean => words.every((word) => text.includes(word));
  const titleOf = ({ title }: Found): string => plain(`${title.ja} ${title.en}`);
  const found = candidates(institution).filter((one) =>
    holds(`${titleOf(one)} ${plain(`${one.text.ja} ${one.text.en}`)}`),
  );
  const first = found.filter((one) => holds(titleOf(one)));
  return [...first, ...found.filter((one) => !first.includes(one))].slice(0, MOST);
};
