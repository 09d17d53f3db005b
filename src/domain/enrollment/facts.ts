import { activeCountOfContract, lastConfirmedCertificate } from "#domain/certificate/certificates.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import type { DomainContext } from "#domain/context.ts";
import { findContract } from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import type { AcquisitionFacts, LastCertificate } from "./rules/facts.ts";

const lastCertificateOf = (record: CertificateRecord | undefined): LastCertificate | undefined => {
  if (record === undefined) return undefined;
  const { serial, state, confirmedAt, notAfter, endedAt } = record;
  invariant(
    confirmedAt !== undefined && (state === "active" || state === "expired" || state === "revoked"),
    `certificate ${serial} came into use and is ${state}`,
  );
  return { serial, state, confirmedAt, notAfter, endedAt };
};

/** Gathers what the acquisition rules look at, as of now. */
export const acquisitionFacts = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<AcquisitionFacts> => {
  const { institutionCode, contractId, userId } = user.reference;
  const [contract, last, certificatesOfOthers] = await Promise.all([
    findContract(context, institutionCode, contractId),
    lastConfirmedCertificate(context, user.reference),
    activeCountOfContract(context, { institutionCode, contractId, exceptUserId: userId }),
  ]);
  invariant(contract !== undefined, `user ${userId} belongs to a contract`);
  return {
    institution,
    role: user.role,
    userState: user.state,
    grantedAt: user.acquisitionGrantedAt ?? undefined,
    opensAt: user.acquisitionOpensAt,
    stoppedAt: user.acquisitionStoppedAt,
    contractLoginMethod: contract.loginMethod,
    lastCertificate: lastCertificateOf(last),
    certificatesOfOthers,
    now: context.clock.now(),
  };
};
