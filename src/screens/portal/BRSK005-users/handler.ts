import { familyOf } from "#domain/institution/families.ts";
import { BOARD_FILTERS, filterBoard, readBoard } from "#domain/user-administration/board.ts";
import type { BoardEntry, BoardFilter } from "#domain/user-administration/board.ts";
import { reissueRefusal } from "#domain/user-administration/reissue.ts";
import { isSameUser } from "#domain/user/users.ts";
import { shownState } from "#screens/components/certificate-state.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, topPlaces, usersPlace } from "../places.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { usersPage } from "./view.ts";
import type { ListedUser } from "./view.ts";

const listed = (visit: SessionVisit, entry: BoardEntry): ListedUser => {
  const { institution, session, page } = visit;
  const { user, certificate, certificateDaysLeft, right, stops } = entry;
  return {
    userId: user.reference.userId,
    identity: identityInContract(user),
    userName: user.userName,
    roleName: familyOf(institution).roleNames[user.role][page.language],
    isSelf: isSameUser(user.reference, session.user.reference),
    isSuspended: user.state === "suspended",
    isLocked: stops.length > 0,
    state: shownState(certificate, page.now),
    notAfter: certificate?.notAfter,
    daysLeft: certificateDaysLeft,
    right,
    mayIssue: reissueRefusal({ institution, administrator: session.user }, entry) === undefined,
  };
};

/** What is not one of the filters shows everybody. */
const filterOf = (text: string | undefined): BoardFilter =>
  BOARD_FILTERS.find((name) => name === text) ?? "all";

/** `GET /administration/users/list?show=…`. */
export const showUsers = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, query } = visit;
  const { contractId } = session.user.reference;
  const { entries, holders } = await readBoard(services.context, institution, contractId);
  const filter = filterOf(query["show"]);
  const count = (name: BoardFilter): number => filterBoard(entries, name).length;
  return pageAnswer(
    usersPage(visit.page, [topPlaces[institution.family], administrationPlace, usersPlace], {
      filter,
      counts: {
        all: entries.length,
        withCertificate: count("withCertificate"),
        locked: count("locked"),
        withoutCertificate: count("withoutCertificate"),
        suspended: count("suspended"),
        expiring: count("expiring"),
      },
      certificates: holders,
      users: filterBoard(entries, filter).map((entry) => listed(visit, entry)),
    }),
  );
};
