import { certificatesOfUser, stateAt } from "#domain/certificate/certificates.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { findUser, isSameUser } from "#domain/user/users.ts";
import type { User } from "#domain/user/users.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Result } from "#shared/result.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { PortalRefusalCode } from "../refusals.ts";
import { mayRevokeOwn } from "../revocation-rights.ts";
import type { SessionVisit } from "../visit.ts";

/** Whose certificate is to be revoked. */
export interface Target {
  readonly user: User;
  readonly certificate: CertificateRecord;
  readonly state: "active" | "onItsWay";
  readonly isSelf: boolean;
}

/** The certificate that matters most: the one in use, else the one on its way. */
const revocable = (
  certificates: readonly CertificateRecord[],
  now: Temporal.Instant,
): Pick<Target, "certificate" | "state"> | undefined => {
  const active = certificates.find((record) => stateAt(record, now) === "active");
  if (active !== undefined) return { certificate: active, state: "active" };
  const onItsWay = certificates.find(({ state }) => state === "prepared" || state === "issued");
  return onItsWay === undefined ? undefined : { certificate: onItsWay, state: "onItsWay" };
};

/** The user named in the address: of the visitor's own contract, with something to revoke, and not out of reach. */
export const findTarget = async (
  visit: SessionVisit,
): Promise<Result<Target, Refusal<PortalRefusalCode>>> => {
  const { services, session, institution, parameters, page } = visit;
  const { institutionCode, contractId } = session.user.reference;
  const userId = parameters["user"] ?? "";
  const user = await findUser(services.context, { institutionCode, contractId, userId });
  if (user === undefined)
    return refused({ code: "NO_CERTIFICATE_TO_REVOKE", detail: "no such user in the contract" });
  const isSelf = isSameUser(user.reference, session.user.reference);
  if (isSelf && !mayRevokeOwn(institution, session.user.role)) {
    return refused({
      code: "OWN_REVOCATION_ONLY_BY_INSTITUTION",
      detail: `${session.user.role} at ${institution.id}`,
    });
  }
  const found = revocable(await certificatesOfUser(services.context, user.reference), page.now);
  if (found === undefined)
    return refused({ code: "NO_CERTIFICATE_TO_REVOKE", detail: "nothing active or on its way" });
  return accepted({ user, isSelf, ...found });
};
