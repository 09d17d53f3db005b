import { findCertificate, type CertificateRecord } from "#domain/certificate/certificates.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { timeText } from "#domain/mail/parts.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused } from "#shared/result.ts";
import type { AskStep } from "./step.ts";

/** Its name on the wire and in a session's completed steps. */
export const REPLACEMENT = "replacement";

/** What the person types in to confirm; screens send it for whoever presses the button. */
export const CONFIRMED = "yes";

const YES: ReadonlySet<string> = new Set([CONFIRMED, "はい"]);

const isYes = (typed: string): boolean => YES.has(typed.normalize("NFKC").trim().toLowerCase());

const shownIn = (
  language: keyof Bilingual,
  institution: InstitutionPolicy,
  { deviceName, osUser, serial, notAfter }: CertificateRecord,
): string => {
  const labels =
    language === "ja"
      ? { device: "取得したパソコン", user: "利用者", end: "有効期限", serial: "シリアル番号" }
      : { device: "Acquired on", user: "account", end: "Valid until", serial: "Serial number" };
  const account = osUser === undefined || osUser === "" ? "" : ` (${labels.user} ${osUser})`;
  return [
    ...(deviceName === undefined ? [] : [`${labels.device}: ${deviceName}${account}`]),
    `${labels.end}: ${timeText(notAfter, institution, language)}`,
    `${labels.serial}: ${serial}`,
  ].join("\n");
};

const textOf = (institution: InstitutionPolicy, certificate: CertificateRecord): Bilingual => ({
  ja: `次の電子証明書を失効し、新しい電子証明書を取得できるようにします。失効すると、これまでのパソコンではログインできません。元に戻すことはできません。\n${shownIn("ja", institution, certificate)}`,
  en: `This certificate will be revoked, and you can then acquire another. The old PC can no longer log in. This cannot be undone.\n${shownIn("en", institution, certificate)}`,
});

/**
 * The second step of replacing a PC: which certificate ends is shown, and the person confirms it (decision 0170). It
 * comes after all proofs. That the rules allow it was judged with the last proof, and is judged again with the deed.
 */
export const replacementStep: AskStep = {
  kind: "ask",
  name: REPLACEMENT,
  question: async ({ context, institution, session }) => {
    invariant(session.replacesSerial !== undefined, "the last proof pinned what is replaced");
    const certificate = await findCertificate(context, institution.code, session.replacesSerial);
    invariant(certificate !== undefined, "a certificate is never deleted");
    return accepted({
      ask: REPLACEMENT,
      fields: [
        {
          name: "confirmation",
          label: {
            ja: "失効して入れ替える場合は「はい」と入力",
            en: "To revoke it and go on, type “yes”",
          },
          secret: false,
          maxLength: 10,
        },
      ],
      text: textOf(institution, certificate),
    });
  },
  verify: async ({ session }, values) => {
    invariant(session.user !== undefined, "the person is known before anything is replaced");
    return isYes(values["confirmation"] ?? "")
      ? accepted(session.user)
      : refused({ code: "REPLACEMENT_NOT_CONFIRMED", detail: "not the word that confirms" });
  },
};
