import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { HelpTopic } from "./topics.ts";
import { helpTopics } from "./topics.ts";

/** What somebody wants to do, and the screens where it is done. */
interface Task {
  readonly name: Bilingual;
  /** Beginnings of screen ids, of which the first task that has one wins. */
  readonly screens: readonly string[];
}

const tasks: readonly Task[] = [
  {
    name: { ja: "はじめて利用する", en: "Begin to use the service" },
    screens: ["TREG", "TCNF", "TENV"],
  },
  {
    name: { ja: "ログインする", en: "Log in" },
    screens: ["BLGI001", "TSKL", "TPWD", "TCRT", "TNTC", "TDEV"],
  },
  {
    name: {
      ja: "電子証明書を取得・更新する、パソコンを替える",
      en: "Get or renew a certificate, change the PC",
    },
    screens: ["BSMS", "TSKA", "TACQ", "BTOP", "TSKS", "TRNW", "TOWN", "TRPL", "TDIS"],
  },
  {
    name: { ja: "パスワードやメールアドレスを変える", en: "Change passwords or the mail address" },
    screens: ["TSET", "TSEC", "TMAI"],
  },
  {
    name: { ja: "ワンタイムパスワードなどの追加の認証", en: "One-time passwords and other further proofs" },
    screens: ["TOTP", "BRSK03", "TTXA", "BLGI02", "TADA", "TURC", "TFPA"],
  },
  {
    name: { ja: "利用者と証明書を管理する", en: "Manage users and certificates" },
    screens: ["BSSK", "BRSK", "TRSK", "TAPR", "TRDY"],
  },
];

const otherTask: Bilingual = { ja: "そのほかの画面", en: "Other pages" };

/** A topic, with the screen under which it is found. */
export interface ListedTopic {
  readonly id: string;
  readonly topic: HelpTopic;
}

/** Every topic once, however many screens share it. */
const listed: readonly ListedTopic[] = Array.from(helpTopics, ([id, topic]) => ({ id, topic })).filter(
  ({ topic }, index, all) => all.findIndex((other) => other.topic === topic) === index,
);

const taskOf = ({ id }: ListedTopic): Task | undefined =>
  tasks.find(({ screens }) => screens.some((beginning) => id.startsWith(beginning)));

/** All topics by what somebody wants to do; none is left out, and no task is empty. */
export const topicsByTask: readonly (readonly [Bilingual, readonly ListedTopic[]])[] = [...tasks, undefined]
  .map((task): [Bilingual, readonly ListedTopic[]] => [
    task?.name ?? otherTask,
    listed.filter((given) => taskOf(given) === task),
  ])
  .filter(([, topics]) => topics.length > 0);
