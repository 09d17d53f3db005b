import { topPlaces } from "../places.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { administrationPage } from "./view.ts";

/** `GET /administration`. */
export const showAdministration = (visit: SessionVisit): Answer =>
  pageAnswer(administrationPage(visit.page, topPlaces[visit.institution.family]));
