import { moreOwnTasks } from "../more-tasks.ts";
import { topPlaces } from "../places.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { ownSettingsPage } from "./view.ts";

/** `GET /settings`. */
export const showOwnSettings = async (visit: SessionVisit): Promise<Answer> => {
  const { page, institution, session } = visit;
  const breadcrumb = [topPlaces[institution.family]];
  return pageAnswer(ownSettingsPage(page, breadcrumb, session.user.mailAddress, await moreOwnTasks(visit)));
};
