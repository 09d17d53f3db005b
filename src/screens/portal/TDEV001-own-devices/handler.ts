import { deviceOfSession } from "#domain/login/judge-login.ts";
import { devicesOf, forgetDevice } from "#domain/risk/devices.ts";
import type { Task } from "#screens/components/task-list.ts";
import { settingsPlace, topPlaces } from "../places.ts";
import { surroundingsOf } from "../surroundings.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import { OWN_DEVICES_PATH, ownDevicesPage } from "./view.ts";

const list = async (visit: SessionVisit, isForgotten: boolean): Promise<Answer> => {
  const { services, institution, session, page } = visit;
  const present = deviceOfSession(session, surroundingsOf(visit));
  const devices = await devicesOf(services.context, { institution, user: session.user }, present);
  const breadcrumb = [topPlaces[institution.family], settingsPlace];
  return pageAnswer(ownDevicesPage(page, breadcrumb, { devices, isForgotten }));
};

/** `GET /settings/devices`. */
export const showOwnDevices = (visit: SessionVisit): Promise<Answer> => list(visit, false);

/** `POST /settings/devices`: forgets one. Forgetting it again changes nothing. */
export const submitOwnDevices = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, origin, form } = visit;
  const owner = { institution, user: session.user };
  return list(visit, await forgetDevice(services.context, owner, form["device"] ?? "", origin));
};

/** お客様情報: the list of devices. */
export const ownDevicesTask = ({ page }: SessionVisit): Task => {
  const text = texts[page.language];
  return { title: text.title, description: text.description, path: OWN_DEVICES_PATH };
};
