import { familyOf } from "#domain/institution/families.ts";
import { verifyIdentity } from "#domain/credential/credentials.ts";
import { accepted } from "#shared/result.ts";
import type { AskStep } from "./step.ts";

/** The family's own identity: login ID and password (BizSOL), or the four credentials (Shinkin). */
export const identityStep: AskStep = {
  kind: "ask",
  name: "identity",
  question: async ({ institution }) =>
    accepted({ ask: "identity", fields: familyOf(institution).identityFields }),
  verify: async ({ context, institution, origin }, values) => {
    const verified = await verifyIdentity(context, { institution, values, origin });
    return verified.ok ? accepted(verified.value.reference) : verified;
  },
};
