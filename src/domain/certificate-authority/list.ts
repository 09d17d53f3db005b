import type { Certificate } from "#pki/certificate/parse.ts";
import type { DomainContext } from "../context.ts";
import type { Family } from "../institution/policy.ts";
import type { GenerationState } from "./authority.ts";
import {
  selectAuthorities,
  selectAuthorityCrl,
  selectResponder,
  type AuthorityRevocationReason,
} from "./authority.store.ts";
import { sha256Hex } from "./events.ts";
import { responderIdOf } from "./names.ts";
import { certificateOf } from "./root-crl.ts";

/** An authority, or the OCSP responder of one, as staff see it. No key is opened for it. */
export interface ListedAuthority {
  /** `bizsol-root`, `bizsol-g1`; a responder is called after its issuer: `bizsol-g1-ocsp`. */
  readonly id: string;
  readonly kind: "root" | "issuing" | "ocspResponder";
  readonly family: Family;
  /** A responder's is that of its issuer. */
  readonly state: GenerationState;
  readonly keyReference: string;
  readonly certificate: Certificate;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Roots only: until when their list of revoked authorities may be relied on. */
  readonly crlNextUpdate: Temporal.Instant | undefined;
  /** Issuing authorities only: the base of the addresses in what they issue. */
  readonly validationUrl: string | undefined;
  readonly publishedAt: Temporal.Instant | undefined;
  /** Retired: when the last certificate that it issued ends. */
  readonly servesUntil: Temporal.Instant | undefined;
  readonly revokedAt: Temporal.Instant | undefined;
  readonly revocationReason: AuthorityRevocationReason | undefined;
}

const read = (issuerId: string, der: Buffer): Pick<ListedAuthority, "certificate" | "fingerprint"> => ({
  certificate: certificateOf({ issuerId, certificate: der }),
  fingerprint: sha256Hex(der),
});

const NOT_OF_RESPONDERS = {
  crlNextUpdate: undefined,
  validationUrl: undefined,
  publishedAt: undefined,
  servesUntil: undefined,
  revokedAt: undefined,
  revocationReason: undefined,
} as const;

/** All authorities and responders, by id; those that were planned and discarded too. */
export const listAuthorities = (
  context: Pick<DomainContext, "database">,
): Promise<readonly ListedAuthority[]> =>
  context.database.inShared(async (tx) => {
    const listed: ListedAuthority[] = [];
    for (const row of await selectAuthorities(tx)) {
      const { issuerId: id, kind, family, state, keyReference, validationUrl } = row;
      const { publishedAt, servesUntil, revokedAt, revocationReason } = row;
      const list = kind === "root" ? await selectAuthorityCrl(tx, id) : undefined;
      listed.push({
        id,
        kind,
        family,
        state,
        keyReference,
        validationUrl,
        publishedAt,
        servesUntil,
        revokedAt,
        revocationReason,
        ...read(id, row.certificate),
        crlNextUpdate: list?.nextUpdate,
      });
      const responder = kind === "issuing" ? await selectResponder(tx, id) : undefined;
      if (responder === undefined) continue;
      listed.push({
        ...NOT_OF_RESPONDERS,
        id: responderIdOf(id),
        kind: "ocspResponder",
        family,
        state,
        keyReference: responder.keyReference,
        ...read(id, responder.certificate),
      });
    }
    return listed;
  });
