import { checkedCertificate } from "#domain/login/checked-certificate.ts";
import { startAttempt } from "#domain/login/certificate-login.ts";
import { ensureBrowserSecret, readBrowserSecret } from "#platform/http/cookies.ts";
import { describe, statusOf } from "../refusals.ts";
import { gateAddress } from "../services.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { certificateCheckPage } from "./certificate-view.ts";
import { factsOf } from "./facts.ts";
import { environmentPage } from "./view.ts";

/** `GET /environment`. */
export const showEnvironment = ({ request, query, page }: Visit): Answer =>
  pageAnswer(environmentPage(page, factsOf(request, query["again"] !== undefined)));

/** `POST /environment/certificate`: to the gate under a name it never had before, only to look. */
export const startCertificateCheck = async (visit: Visit): Promise<Answer> => {
  const { services, institution, origin } = visit;
  const { context, addresses } = services;
  const browserSecret = ensureBrowserSecret(visit.request, visit.reply, context.random);
  const { nonce } = await startAttempt(context, { institution, browserSecret, origin, purpose: "check" });
  return redirect(gateAddress(addresses, institution.id, nonce));
};

/** `GET /environment/certificate`: what the gate saw. */
export const showCertificateCheck = async (visit: Visit): Promise<Answer> => {
  const { services, institution, query, page } = visit;
  const found = await checkedCertificate(services.context, {
    institution,
    attemptId: query["attempt"] ?? "",
    browserSecret: readBrowserSecret(visit.request),
  });
  if (found === undefined) return pageAnswer(certificateCheckPage(page, { kind: "over" }), 410);
  const { refusalCode: code, userName = "" } = found;
  if (code === undefined) return pageAnswer(certificateCheckPage(page, { kind: "presented", userName }));
  const refusal = describe({ code, detail: "the browser was tested" });
  return pageAnswer(certificateCheckPage(page, { kind: "refused", refusal }), statusOf(refusal));
};
