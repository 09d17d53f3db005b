import type { DomainContext } from "#domain/context.ts";
import {
  ChangedMeanwhile,
  proveChange,
  storeChange,
  type ChangeRefusal,
  type OwnSecretChange,
  type ProvedChange,
} from "#domain/credential/change.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { renewSecretRequest } from "#domain/login/secret-request.ts";
import type { Session } from "#domain/login/session.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { mailCustomer } from "#domain/mail-address/customer-mail.ts";
import { timeText } from "#domain/mail/parts.ts";

export interface ChangeSecretsInput extends Omit<OwnSecretChange, "user"> {
  readonly session: Session;
}

/** What is still demanded of the session after the change. */
export interface ChangedSecrets {
  readonly secretRequest: Session["secretRequest"];
}

/**
 * Changes one's own passwords or PINs, all of those named or none. Of two changes at a time one wins; the other is told
 * SECRET_CHANGED_MEANWHILE. The user gets a mail. The caller gives the session a new token afterwards.
 */
export const changeSecrets = async (
  context: DomainContext,
  { session, ...input }: ChangeSecretsInput,
): Promise<Result<ChangedSecrets, ChangeRefusal>> => {
  const { user } = session;
  const proved = await proveChange(context, { ...input, user });
  if (!proved.ok) return proved;
  const stored = await store(context, input.institution, session, proved.value);
  if (stored !== undefined) return accepted(stored);
  const kind = input.replacements[0]?.kind ?? "login";
  return refused({ code: "SECRET_CHANGED_MEANWHILE", detail: "the proved secret is gone", kind });
};

const store = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  session: Session,
  proved: ProvedChange,
): Promise<ChangedSecrets | undefined> => {
  const at = context.clock.now();
  try {
    return await context.database.inInstitution(institution.code, async (tx) => {
      if (!(await storeChange(tx, proved, at))) return undefined;
      await mailChange(tx, institution, proved, at);
      return { secretRequest: await renewSecretRequest(tx, institution, session, at) };
    });
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return undefined;
    throw error;
  }
};

const SUBJECT: Bilingual = { ja: "暗証情報変更のお知らせ", en: "Your passwords or PINs have been changed" };

const mailChange = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { user, replacements }: ProvedChange,
  at: Temporal.Instant,
): Promise<void> => {
  const { mailAddress, language, userName } = user;
  if (mailAddress === null) return;
  const fields = familyOf(institution).secretFields;
  const names = replacements.map(({ kind }) => fields[kind].label[language]);
  const time = timeText(at, institution, language);
  const lines =
    language === "ja"
      ? [`${names.join("、")}が変更されました。`, "", `変更日時: ${time}`]
      : [`This has been changed: ${names.join(", ")}.`, "", `Changed at: ${time}`];
  await mailCustomer(tx, institution, { userName, mailAddress, language }, { subject: SUBJECT, lines });
};
