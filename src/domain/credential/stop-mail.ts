import { z } from "zod";
import type { DomainContext, UserReference } from "#domain/context.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { identityFact, mailText, timeText, type Fact } from "#domain/mail/parts.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { findUserIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueJob } from "#platform/jobs/enqueue.ts";
import type { MailSender } from "#platform/jobs/mail.ts";
import { claimOfUser, countedFactors, digestOfClaim, type CountedProof } from "./claims.ts";
import type { FailureCount } from "./counting.ts";
import { selectFailures } from "./credentials.store.ts";

/** Name of the job that tells a user of a stop. */
export const SEND_STOP_MAIL = "send-stop-mail";

const payloadSchema = z.object({
  institutionCode: z.string().regex(/^[0-9]{4}$/),
  contractId: z.string(),
  userId: z.string(),
  kind: z.enum(["login", "confirmation", ...countedFactors]),
  stoppedAt: z.string().transform((text) => Temporal.Instant.from(text)),
});
type StopMail = z.infer<typeof payloadSchema>;

/** The failure that stops may turn out to be a right proof; by then that is settled. */
const SETTLED_SECONDS = 10;

const SUBJECT: Bilingual = { ja: "利用停止のお知らせ", en: "Your access has been stopped" };

const FACTORS: Readonly<Record<(typeof countedFactors)[number], Bilingual>> = {
  oneTimePassword: { ja: "ワンタイムパスワード", en: "one-time password" },
  transactionAuthentication: { ja: "トランザクション認証番号", en: "transaction authentication number" },
  additionalAuthentication: { ja: "追加認証の回答", en: "answer of the additional authentication" },
  userRegistrationCode: { ja: "利用者登録コード", en: "user registration code" },
};

const labelOf = (institution: InstitutionPolicy, kind: CountedProof): Bilingual =>
  kind === "login" || kind === "confirmation"
    ? familyOf(institution).secretFields[kind].label
    : FACTORS[kind];

const because = (institution: InstitutionPolicy, kind: StopMail["kind"]): Bilingual => {
  const { ja, en } = labelOf(institution, kind);
  return {
    ja: `${ja}の誤りが続いたため、安全のためご利用を停止しました。`,
    en: `For your safety your access has been stopped after repeated failures (${en}).`,
  };
};

const PERMANENT: Bilingual = {
  ja: "再びご利用いただくには、管理者または当金融機関での停止解除のお手続きが必要です。",
  en: "To use it again, an administrator of your company or your branch must lift the stop.",
};
const TEMPORARY: Bilingual = {
  ja: "解除予定日時を過ぎると、そのまま再びご利用いただけます。",
  en: "After the time above you can use it again; there is nothing you need to do.",
};
const NOT_ME: Bilingual = {
  ja: "お心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
  en: "If you know nothing of this, please contact the help desk at once.",
};
const STOPPED_AT: Bilingual = { ja: "停止日時", en: "Stopped at" };
const UNTIL: Bilingual = { ja: "解除予定日時", en: "Stopped until" };

/**
 * Queues the mail that tells of a stop, in the transaction that stops. For unknown IDs, too, where nobody will be
 * found: what an attempt does must not tell whether an ID exists.
 */
export const queueStopMail = (
  tx: InstitutionTransaction,
  stop: {
    readonly user: Pick<UserReference, "contractId" | "userId"> | undefined;
    readonly kind: StopMail["kind"];
    readonly at: Temporal.Instant;
  },
): Promise<void> =>
  enqueueJob(
    tx,
    SEND_STOP_MAIL,
    {
      institutionCode: tx.institutionCode,
      contractId: stop.user?.contractId ?? "",
      userId: stop.user?.userId ?? "",
      kind: stop.kind,
      stoppedAt: stop.at.toString(),
    },
    { runAt: stop.at.add({ seconds: SETTLED_SECONDS }) },
  );

const compose = (
  institution: InstitutionPolicy,
  user: User,
  { kind, stoppedAt }: StopMail,
  count: FailureCount,
): { readonly subject: string; readonly text: string } => {
  const time = (at: Temporal.Instant): string => timeText(at, institution, user.language);
  const facts: Fact[] = [identityFact(user), [STOPPED_AT, time(stoppedAt)]];
  if (count.lockedUntil !== null) facts.push([UNTIL, time(count.lockedUntil)]);
  const what = count.lockedPermanentlyAt === null ? TEMPORARY : PERMANENT;
  const says = [because(institution, kind)];
  return {
    subject: SUBJECT[user.language],
    text: mailText({ institution, user, says, facts, adds: [what, NOT_ME] }),
  };
};

/** Tells a user that a secret was stopped, unless the failure that stopped it was none, or somebody lifted the stop. */
export const sendStopMail = async (
  context: DomainContext,
  mailer: MailSender,
  payload: unknown,
  name: string,
): Promise<void> => {
  const stop = payloadSchema.parse(payload);
  const institution = context.institutions.byCode(stop.institutionCode);
  if (institution === undefined) return;
  const found = await context.database.inInstitution(institution.code, async (tx) => {
    const user = await findUserIn(tx, stop);
    if (user === undefined) return undefined;
    const digest = digestOfClaim(claimOfUser(institution.family, user), stop.kind);
    return { user, count: await selectFailures(tx, digest) };
  });
  const to = found?.user.mailAddress ?? null;
  if (found === undefined || to === null) return;
  if (found.count.lockedUntil === null && found.count.lockedPermanentlyAt === null) return;
  await mailer.send({ to, ...compose(institution, found.user, stop, found.count) }, name);
};
