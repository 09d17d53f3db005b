import { topPlaces } from "../places.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { ownSettingsPage } from "./view.ts";

/** `GET /settings`. */
export const showOwnSettings = ({ page, institution, session }: SessionVisit): Answer =>
  pageAnswer(ownSettingsPage(page, [topPlaces[institution.family]], session.user.mailAddress));
