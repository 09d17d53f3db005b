import { resetSecretsAct } from "#domain/approval/acts/reset-secrets.ts";
import { performAct } from "#domain/approval/perform.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findMember } from "#domain/user-administration/administrator.ts";
import { newProvisionalSecrets, resetRefusal } from "#domain/user-administration/reset-secrets.ts";
import type { User } from "#domain/user/users.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Result } from "#shared/result.ts";
import { confirmAnswer, problemAnswer, proveConfirmation } from "../act-pages.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { byVisitor, userTrail } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { resetModel, resetResultPage } from "./view.ts";

const findTarget = async (visit: SessionVisit): Promise<Result<User, Refusal>> => {
  const by = byVisitor(visit);
  const found = await findMember(visit.services.context, by, visit.parameters["user"] ?? "");
  const refusal = found.ok ? resetRefusal(by, found.value) : found.refusal;
  return found.ok && refusal === undefined
    ? accepted(found.value)
    : refused(refusal ?? { code: "USER_UNKNOWN", detail: "" });
};

/** `GET /administration/users/list/<user>/reset`. */
export const showReset = async (visit: SessionVisit): Promise<Answer> => {
  const target = await findTarget(visit);
  return target.ok
    ? confirmAnswer(visit, resetModel(visit.page, target.value))
    : problemAnswer(visit, target.refusal);
};

/** `POST …/reset`: the confirmation password, then the secrets are made and shown, or wait for approval. */
export const submitReset = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, origin, page } = visit;
  const target = await findTarget(visit);
  if (!target.ok) return problemAnswer(visit, target.refusal);
  const user = target.value;
  const asked = await proveConfirmation(visit);
  if (asked !== undefined) return confirmAnswer(visit, resetModel(page, user), asked);
  const { secrets, hashes } = await newProvisionalSecrets(services.context, institution, user);
  const by = { ...byVisitor(visit), origin };
  const { userId } = user.reference;
  const reset = await performAct(services.context, by, resetSecretsAct, { userId, hashes });
  if (!reset.ok) return problemAnswer(visit, reset.refusal);
  return reset.value.kind === "proposed"
    ? proposedAnswer(visit, userTrail(page, user), reset.value.proposal, secrets)
    : pageAnswer(resetResultPage(page, user, secrets));
};
