import type { DomainContext } from "#domain/context.ts";
import { confirmCode, sendCode } from "#domain/mail-address/confirmation.ts";
import type { MailAddressCode } from "#domain/mail-address/refusals.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { RegistrationCode } from "./refusals.ts";
import { lockRegistrationIn, type RegistrationQuestion, type RegistrationSession } from "./session.ts";
import { storeState } from "./session.store.ts";

type Outcome = Result<RegistrationSession["state"], Refusal<RegistrationCode | MailAddressCode>>;

/** Sends another code to the address entered. Where none waits for a code, nothing is sent: see the state given. */
export const resendRegistrationCode = (
  context: DomainContext,
  { institution, token }: RegistrationQuestion,
): Promise<Outcome> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const found = await lockRegistrationIn(context, tx, token);
    if (!found.ok) return found;
    const { state, entered, sessionId } = found.value;
    if (state !== "entered" || entered === undefined) return accepted(state);
    const sent = await sendCode(context, tx, { institution, sessionId, ...entered, userName: "" });
    return sent.ok ? accepted(state) : sent;
  });

/** The code from the mail. */
export const confirmRegistrationMail = (
  context: DomainContext,
  { institution, token, code }: RegistrationQuestion & { readonly code: string },
): Promise<Outcome> =>
  context.database.inInstitution(institution.code, async (tx): Promise<Outcome> => {
    const found = await lockRegistrationIn(context, tx, token);
    if (!found.ok) return found;
    const { state, entered, sessionId } = found.value;
    if (state !== "entered") return accepted(state);
    const confirmed = await confirmCode(context, tx, { sessionId, code });
    if (!confirmed.ok) return confirmed;
    if (confirmed.value !== entered?.mailAddress)
      return refused({ code: "MAIL_CODE_REFUSED", detail: "the code was sent to another address" });
    await storeState(tx, sessionId, "mailConfirmed");
    return accepted("mailConfirmed");
  });
