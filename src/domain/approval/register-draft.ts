import type { DomainContext, Origin } from "#domain/context.ts";
import type { NewSecrets } from "#domain/credential/secrets.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { ByAdministrator } from "#domain/user-administration/administrator.ts";
import { prepareRegistration } from "#domain/user-administration/register.ts";
import type { User } from "#domain/user/users.ts";
import { accepted, type Result } from "#shared/result.ts";
import { registerUserAct } from "./acts/register-user.ts";
import { performAct, type Performed } from "./perform.ts";

/** What became of a draft, and the secrets to be shown where they were made here. */
export interface RegisteredDraft {
  readonly performed: Performed<User>;
  readonly secrets: NewSecrets | undefined;
}

/** Registers the user of a draft, or proposes it. The same draft again gives the same user again. */
export const registerDraft = async (
  context: DomainContext,
  by: ByAdministrator,
  { token, origin }: { readonly token: string; readonly origin: Origin },
): Promise<Result<RegisteredDraft, Refusal>> => {
  const prepared = await prepareRegistration(context, by, token);
  if (!prepared.ok) return prepared;
  const { entry, secrets } = prepared.value;
  const performed = await performAct(context, { ...by, origin }, registerUserAct, entry);
  return performed.ok ? accepted({ performed: performed.value, secrets }) : performed;
};
