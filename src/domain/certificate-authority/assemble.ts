import { invariant } from "#shared/invariant.ts";
import type { AuthorityCertificate, CertificateAuthority, Issuer, OcspResponder } from "./authority.ts";

/** Puts loaded parts together. Of several active issuing authorities of a family the newest generation issues. */
export const certificateAuthority = (parts: {
  readonly validationUrl: string;
  readonly authorities: readonly AuthorityCertificate[];
  readonly issuers: readonly Issuer[];
  readonly responders: ReadonlyMap<string, OcspResponder>;
}): CertificateAuthority => {
  const byId = new Map(parts.authorities.map((authority) => [authority.issuerId, authority]));
  const issuers = new Map(parts.issuers.map((issuer) => [issuer.issuerId, issuer]));
  const responders = new Map(parts.responders);
  const issuing = new Map(
    [...parts.issuers]
      .filter((issuer) => issuer.state === "active")
      .sort((left, right) => left.generation - right.generation)
      .map((issuer) => [issuer.family, issuer]),
  );
  return {
    validationUrl: parts.validationUrl,
    authorities: parts.authorities,
    issuers: parts.issuers,
    issuingFor: (family) => {
      const issuer = issuing.get(family);
      invariant(issuer !== undefined, `family ${family} has an active issuing authority`);
      return issuer;
    },
    issuer: (issuerId) => issuers.get(issuerId),
    chainOf: (issuerId) => {
      const chain: Buffer[] = [];
      for (
        let authority = byId.get(issuerId);
        authority !== undefined;
        authority = authority.parentIssuerId === undefined ? undefined : byId.get(authority.parentIssuerId)
      ) {
        chain.push(authority.der);
      }
      return chain;
    },
    responderOf: (issuerId) => responders.get(issuerId),
    replaceResponder: (issuerId, responder) => {
      responders.set(issuerId, responder);
    },
  };
};
