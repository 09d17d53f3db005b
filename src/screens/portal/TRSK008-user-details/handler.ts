import type { Refusal } from "#domain/refusal/refusal.ts";
import { boardEntry } from "#domain/user-administration/board.ts";
import type { BoardEntry } from "#domain/user-administration/board.ts";
import { changeRefusal } from "#domain/user-administration/change.ts";
import { deletionRefusal } from "#domain/user-administration/deletion.ts";
import { reissueRefusal } from "#domain/user-administration/reissue.ts";
import { resetRefusal } from "#domain/user-administration/reset-secrets.ts";
import { actFor, suspensionRefusal } from "#domain/user-administration/suspension.ts";
import { unlockRefusal } from "#domain/user-administration/unlock.ts";
import { hasRight } from "#domain/user/rights.ts";
import type { Right } from "#domain/user/rights.ts";
import { isSameUser } from "#domain/user/users.ts";
import { shownState } from "#screens/components/certificate-state.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import { problemAnswer } from "../act-pages.ts";
import { certificatesPlace, suspensionPlace, userPath } from "../places.ts";
import { describe } from "../refusals.ts";
import { mayRevokeOwn, revocationRefusal } from "../revocation-rights.ts";
import { byVisitor } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import { detailsPage } from "./view.ts";
import type { PossibleAct } from "./view.ts";

/** Cause and action in the visitor's language. */
const wordsOf = ({ page }: SessionVisit, refusal: Refusal): string => {
  const { cause, action } = describe(refusal);
  const space = page.language === "ja" ? "" : " ";
  return `${inLanguage(page, cause)}${space}${inLanguage(page, action)}`;
};

const revoking = (visit: SessionVisit, { user, certificate }: BoardEntry): Refusal | undefined => {
  const { institution, session, page } = visit;
  const state = shownState(certificate, page.now);
  const isSelf = isSameUser(user.reference, session.user.reference);
  const refusal = revocationRefusal(institution, session.user.role, session.user.withheldRights);
  if (refusal !== undefined) return refusal;
  if (isSelf && !mayRevokeOwn(institution, session.user.role))
    return { code: "OWN_REVOCATION_ONLY_BY_INSTITUTION", detail: session.user.role };
  return state === "active" || state === "onItsWay"
    ? undefined
    : { code: "NO_CERTIFICATE_TO_REVOKE", detail: state };
};

const actsFor = (visit: SessionVisit, entry: BoardEntry): readonly PossibleAct[] => {
  const { institution, session, page } = visit;
  const { user, stops } = entry;
  const by = byVisitor(visit);
  const { userId } = user.reference;
  const path = userPath(userId);
  const act = (
    name: PossibleAct["name"],
    to: string,
    right: Right,
    refusal: Refusal | undefined,
  ): PossibleAct => ({
    name,
    path: to,
    refusal:
      refusal !== undefined
        ? wordsOf(visit, refusal)
        : hasRight(institution, session.user, right)
          ? undefined
          : texts[page.language].notYours,
  });
  const locked = stops.length > 0;
  const unlocking = unlockRefusal(by, user);
  const suspension = actFor(user);
  const issuing = reissueRefusal(by, entry);
  const segment = encodeURIComponent(userId);
  return [
    act("change", `${path}/change`, "changeUsers", changeRefusal(by, user)),
    ...(locked ? [act("unlock", `${path}/unlock`, "unlockUsers", unlocking)] : []),
    act("reset", `${path}/reset`, "changeUsers", resetRefusal(by, user)),
    act(suspension, `${suspensionPlace.path}/${segment}`, "stopUsers", suspensionRefusal(by, user)),
    ...(issuing === undefined ? [act("issue", `${path}/reissue`, "issueCertificates", undefined)] : []),
    act(
      "revoke",
      `${certificatesPlace.path}/${segment}/revoke`,
      "revokeCertificates",
      revoking(visit, entry),
    ),
    act("remove", `${path}/delete`, "deleteUsers", deletionRefusal(by, user)),
  ];
};

/** `GET /administration/users/list/<user>`. */
export const showDetails = async (visit: SessionVisit): Promise<Answer> => {
  const { services, session, page, parameters } = visit;
  const entry = await boardEntry(services.context, byVisitor(visit), parameters["user"] ?? "");
  if (entry === undefined)
    return problemAnswer(visit, { code: "USER_UNKNOWN", detail: "not in this contract" });
  const { user, stops, certificate } = entry;
  return pageAnswer(
    detailsPage(page, {
      user,
      isSelf: isSameUser(user.reference, session.user.reference),
      stops,
      state: shownState(certificate, page.now),
      notAfter: certificate?.notAfter,
      acts: actsFor(visit, entry),
    }),
  );
};
