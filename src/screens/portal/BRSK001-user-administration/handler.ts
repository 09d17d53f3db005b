import { moreAdministrationTasks } from "../more-tasks.ts";
import { administrationPlace, topPlaces } from "../places.ts";
import { describe } from "../refusals.ts";
import { revocationRefusal } from "../revocation-rights.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { userAdministrationPage } from "./view.ts";

/** `GET /administration/users`. */
export const showUserAdministration = async (visit: SessionVisit): Promise<Answer> => {
  const { institution, session, page } = visit;
  const refusal = revocationRefusal(institution, session.user.role, session.user.withheldRights);
  const breadcrumb = [topPlaces[institution.family], administrationPlace];
  return pageAnswer(
    userAdministrationPage(
      page,
      breadcrumb,
      refusal === undefined ? undefined : describe(refusal),
      await moreAdministrationTasks(visit),
    ),
  );
};
