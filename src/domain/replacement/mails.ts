import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import type { Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { identityFact, mailText, timeText, type Fact } from "#domain/mail/parts.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { isSameUser, listUsersIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";
import * as texts from "./mail-texts.ts";
import type { Replaced } from "./replace.ts";

/** What happened, for one mail. */
interface News {
  readonly institution: InstitutionPolicy;
  /** Whose certificate it was. */
  readonly owner: User;
  readonly title: Bilingual;
  readonly says: readonly Bilingual[];
  /** In the language and time zone of whoever reads. */
  readonly facts: (language: User["language"]) => Fact[];
  readonly adds: readonly Bilingual[];
}

const send = async (
  tx: InstitutionTransaction,
  to: User,
  { institution, owner, title, says, facts, adds }: News,
): Promise<void> => {
  if (to.mailAddress === null) return;
  const [label, identity] = identityFact(owner);
  const whose: Fact = isSameUser(to.reference, owner.reference)
    ? [label, identity]
    : [texts.LABELS.user, `${owner.userName} (${identity})`];
  await enqueueMail(tx, {
    to: to.mailAddress,
    subject: title[to.language],
    text: mailText({ institution, user: to, says, facts: [whose, ...facts(to.language)], adds }),
  });
};

/** Masters and administrators of the owner's contract who can act, but not the owner. */
const others = async (tx: InstitutionTransaction, owner: User): Promise<User[]> => {
  const users = await listUsersIn(tx, owner.reference.contractId);
  return users.filter(
    (user) => user.role !== "user" && user.state === "active" && !isSameUser(user.reference, owner.reference),
  );
};

const sendToAll = async (
  tx: InstitutionTransaction,
  toOwner: News,
  toOthers: Partial<Pick<News, "title" | "says" | "adds">>,
): Promise<void> => {
  await send(tx, toOwner.owner, toOwner);
  for (const administrator of await others(tx, toOwner.owner))
    await send(tx, administrator, { ...toOwner, ...toOthers });
};

const certificateFacts = (
  institution: InstitutionPolicy,
  language: User["language"],
  { endedAt, deviceName, serial }: CertificateRecord,
): Fact[] => [
  ...(endedAt === undefined
    ? []
    : [[texts.LABELS.revokedAt, timeText(endedAt, institution, language)] as const]),
  ...(deviceName === undefined ? [] : [[texts.LABELS.device, deviceName] as const]),
  [texts.LABELS.serial, serial],
];

/** Tells the owner and all administrators of the contract that a PC was replaced, in its transaction. */
export const mailReplacement = (
  tx: InstitutionTransaction,
  { institution, origin }: { readonly institution: InstitutionPolicy; readonly origin: Origin },
  owner: User,
  { certificate, opensAt, deadline }: Replaced,
): Promise<void> =>
  sendToAll(
    tx,
    {
      institution,
      owner,
      title: texts.REPLACED.title,
      says: [texts.REPLACED.says],
      facts: (language) => {
        const time = (at: Temporal.Instant): string => timeText(at, institution, language);
        return [
          ...certificateFacts(institution, language, certificate),
          [texts.LABELS.from, origin.address],
          ...(opensAt === undefined ? [] : [[texts.LABELS.opens, time(opensAt)] as const]),
          ...(deadline === undefined ? [] : [[texts.LABELS.deadline, time(deadline)] as const]),
        ];
      },
      adds: [texts.REPLACED.next, texts.NOT_ME],
    },
    {
      title: texts.REPLACED.titleToOthers,
      says: [texts.REPLACED.saysToOthers],
      adds: [texts.ASK_THEM],
    },
  );

/** Tells the owner and all administrators of the contract that a certificate was disowned, in its transaction. */
export const mailDisowning = (
  tx: InstitutionTransaction,
  { institution, origin }: { readonly institution: InstitutionPolicy; readonly origin: Origin },
  owner: User,
  revoked: readonly CertificateRecord[],
): Promise<void> => {
  const released = institution.disowning.releasedBy[owner.role];
  return sendToAll(
    tx,
    {
      institution,
      owner,
      title: texts.DISOWNED.title,
      says: [texts.DISOWNED.says],
      facts: (language) => [
        ...revoked.flatMap((record) => certificateFacts(institution, language, record)),
        [texts.LABELS.from, origin.address],
      ],
      adds: [texts.DISOWNED.next[released], texts.DISOWNED.callUs],
    },
    {
      title: texts.DISOWNED.titleToOthers,
      says: [texts.DISOWNED.saysToOthers],
      adds: [texts.DISOWNED.nextToOthers[released], texts.DISOWNED.callUs],
    },
  );
};
