import { invariant } from "#shared/invariant.ts";
import type { Family } from "../institution/policy.ts";
import type {
  AuthorityCertificate,
  AuthorityParts,
  CertificateAuthority,
  GenerationState,
  Issuer,
  OcspResponder,
} from "./authority.ts";

/** The parts with what is looked up in them. */
interface Index extends AuthorityParts {
  readonly byId: ReadonlyMap<string, AuthorityCertificate>;
  readonly issuerById: ReadonlyMap<string, Issuer>;
  readonly issuing: ReadonlyMap<Family, Issuer>;
  readonly responders: Map<string, OcspResponder>;
}

const indexOf = (parts: AuthorityParts): Index => ({
  ...parts,
  byId: new Map(parts.authorities.map((authority) => [authority.issuerId, authority])),
  issuerById: new Map(parts.issuers.map((issuer) => [issuer.issuerId, issuer])),
  issuing: new Map(
    parts.issuers.filter(({ state }) => state === "active").map((issuer) => [issuer.family, issuer]),
  ),
  responders: new Map(parts.responders),
});

const chainIn = ({ byId }: Index, issuerId: string): Buffer[] => {
  const chain: Buffer[] = [];
  for (
    let authority = byId.get(issuerId);
    authority !== undefined;
    authority = authority.parentIssuerId === undefined ? undefined : byId.get(authority.parentIssuerId)
  ) {
    chain.push(authority.der);
  }
  return chain;
};

/** States whose certificates clients may trust, in the order in which they are given out. */
const TRUSTED: readonly GenerationState[] = ["active", "published", "retired"];

const trustedIn = (index: Index, family: Family): Buffer[] => {
  const issuers = TRUSTED.flatMap((state) =>
    index.issuers.filter((issuer) => issuer.family === family && issuer.state === state),
  );
  const chains = issuers.flatMap(({ issuerId }) => chainIn(index, issuerId));
  return chains.filter((der, place) => chains.findIndex((other) => other.equals(der)) === place);
};

/** Puts loaded parts together, and others in their place later. */
export const certificateAuthority = (loaded: AuthorityParts): CertificateAuthority => {
  let present = indexOf(loaded);
  return {
    get validationUrl() {
      return present.validationUrl;
    },
    get version() {
      return present.version;
    },
    get authorities() {
      return present.authorities;
    },
    get issuers() {
      return present.issuers;
    },
    issuingFor: (family) => {
      const issuer = present.issuing.get(family);
      invariant(issuer !== undefined, `family ${family} has an active issuing authority`);
      return issuer;
    },
    issuer: (issuerId) => present.issuerById.get(issuerId),
    chainOf: (issuerId) => chainIn(present, issuerId),
    trustedFor: (family) => trustedIn(present, family),
    responderOf: (issuerId) => present.responders.get(issuerId),
    replaceResponder: (issuerId, responder) => {
      present.responders.set(issuerId, responder);
    },
    replace: (parts) => {
      present = indexOf(parts);
    },
  };
};
