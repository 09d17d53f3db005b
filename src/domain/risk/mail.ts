import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { identityFact, mailText, timeText, type Fact } from "#domain/mail/parts.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";
import { riskFacts, type RiskFact, type RiskFacts } from "./facts.ts";

/** An unusual login of which its user is told. */
export interface UnusualLogin {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  readonly facts: RiskFacts;
  readonly method: "password" | "certificate";
  readonly browser: string;
  readonly at: Temporal.Instant;
  /** Whether further proofs are still to come: then nobody is in yet. */
  readonly isPending: boolean;
}

const SUBJECTS: Readonly<Record<RiskFact, Bilingual>> = {
  newDevice: {
    ja: "新しい端末からのログインのお知らせ",
    en: "Login from a new device",
  },
  newNetwork: {
    ja: "いつもと異なる場所からのログインのお知らせ",
    en: "Login from a new place",
  },
  longAbsence: { ja: "ログインのお知らせ", en: "You have logged in" },
  recentFailures: {
    ja: "ログインのお知らせ（入力誤りの後のログイン）",
    en: "Login after wrong entries",
  },
};

const REASONS: Readonly<Record<RiskFact, Bilingual>> = {
  newDevice: {
    ja: "これまでにご利用のない端末、ブラウザまたは電子証明書からのログインです。",
    en: "It came from a device, browser or certificate that you have not logged in with before.",
  },
  newNetwork: {
    ja: "これまでにご利用のないネットワークからのログインです。",
    en: "It came from a network that you have not logged in from before.",
  },
  longAbsence: {
    ja: "前回のログインから長い期間がたっています。",
    en: "Your last login was long ago.",
  },
  recentFailures: {
    ja: "このログインの前に、パスワードまたは暗証番号の誤りが続いていました。",
    en: "Before it, passwords or PINs had been entered wrong several times.",
  },
};

const COMPLETE: Bilingual = {
  ja: "次のログインがありました。",
  en: "There was this login:",
};
const PENDING: Bilingual = {
  ja: "次のログインがあり、追加の認証をお願いしています。",
  en: "There was this login, and further proofs are being asked:",
};
const NOT_ME: Bilingual = {
  ja: "お心当たりがない場合は、至急ヘルプデスクへご連絡ください。お心当たりがある場合は、お手続きは必要ありません。",
  en: "If that was not you, call the help desk at once. If it was, there is nothing you need to do.",
};

const AT: Bilingual = { ja: "日時", en: "At" };
const METHOD: Bilingual = { ja: "方法", en: "With" };
const BROWSER: Bilingual = { ja: "ブラウザ", en: "Browser" };

const METHODS: Readonly<Record<UnusualLogin["method"], Bilingual>> = {
  password: { ja: "ID・パスワード方式", en: "ID and password" },
  certificate: { ja: "電子証明書方式", en: "certificate" },
};

/** Queues the mail, in the transaction of the login; nothing where the user has no address. No address of the visitor's: it tells customers nothing, and mail is read by others. */
export const tellUserOfLogin = async (
  tx: InstitutionTransaction,
  { institution, user, facts, method, browser, at, isPending }: UnusualLogin,
): Promise<void> => {
  if (user.mailAddress === null) return;
  const { language } = user;
  const telling = riskFacts.filter((fact) => facts[fact] && institution.login.risk[fact].includes("mail"));
  const [first] = telling;
  if (first === undefined) return;
  const lines: Fact[] = [
    identityFact(user),
    [AT, timeText(at, institution, language)],
    [METHOD, METHODS[method][language]],
    [BROWSER, browser],
  ];
  await enqueueMail(tx, {
    to: user.mailAddress,
    subject: SUBJECTS[first][language],
    text: mailText({
      institution,
      user,
      says: [isPending ? PENDING : COMPLETE, ...telling.map((fact) => REASONS[fact])],
      facts: lines,
      adds: [NOT_ME],
    }),
  });
};
