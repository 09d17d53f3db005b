import { certificatesOfContract } from "#domain/certificate/certificates.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { familyOf } from "#domain/institution/families.ts";
import { isSameUser, listUsers } from "#domain/user/users.ts";
import type { User } from "#domain/user/users.ts";
import { shownState } from "#screens/components/certificate-state.ts";
import { keyStoreNote } from "#screens/components/key-store.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, topPlaces, usersPlace } from "../places.ts";
import { mayRevokeOwn } from "../revocation-rights.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { certificatesOfUsersPage } from "./view.ts";
import type { UserRow } from "./view.ts";

const revocationFor = (
  visit: SessionVisit,
  isSelf: boolean,
  state: UserRow["state"],
): UserRow["revocation"] => {
  if (state !== "active" && state !== "onItsWay") return "nothing";
  const { institution, session } = visit;
  return isSelf && !mayRevokeOwn(institution, session.user.role) ? "ownByInstitution" : "possible";
};

const rowOf = (visit: SessionVisit, user: User, certificate: CertificateRecord | undefined): UserRow => {
  const state = shownState(certificate, visit.page.now);
  const isSelf = isSameUser(user.reference, visit.session.user.reference);
  return {
    userId: user.reference.userId,
    identity: identityInContract(user),
    userName: user.userName,
    roleName: familyOf(visit.institution).roleNames[user.role][visit.page.language],
    isSelf,
    state,
    notAfter: state === "none" ? undefined : certificate?.notAfter,
    note:
      state === "active" || state === "onItsWay"
        ? keyStoreNote(visit.page, certificate?.keyStoreKind)
        : undefined,
    revocation: revocationFor(visit, isSelf, state),
  };
};

/** `GET /administration/users/certificates`. */
export const showCertificatesOfUsers = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, page } = visit;
  const { institutionCode, contractId } = session.user.reference;
  const [users, certificates] = await Promise.all([
    listUsers(services.context, institutionCode, contractId),
    certificatesOfContract(services.context, institutionCode, contractId),
  ]);
  const byUser = new Map(certificates.map((record) => [record.owner.userId, record]));
  const rows = users.map((user) => rowOf(visit, user, byUser.get(user.reference.userId)));
  const breadcrumb = [topPlaces[institution.family], administrationPlace, usersPlace];
  return pageAnswer(certificatesOfUsersPage(page, breadcrumb, rows));
};
