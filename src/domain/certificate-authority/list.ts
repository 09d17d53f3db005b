import { createHash } from "node:crypto";
import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { invariant } from "#shared/invariant.ts";
import type { DomainContext } from "../context.ts";
import type { Family } from "../institution/policy.ts";
import { selectAuthorities, selectAuthorityCrl, selectResponder } from "./authority.store.ts";

/** An authority, or the OCSP responder of one, as staff see it. No key is opened for it. */
export interface ListedAuthority {
  /** `bizsol-root`, `bizsol-g1`; a responder is called after its issuer: `bizsol-g1-ocsp`. */
  readonly id: string;
  readonly kind: "root" | "issuing" | "ocspResponder";
  readonly family: Family;
  readonly state: "active" | "retired";
  readonly keyReference: string;
  readonly certificate: Certificate;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Roots only: until when their list of revoked authorities may be relied on. */
  readonly crlNextUpdate: Temporal.Instant | undefined;
}

const read = (der: Buffer): Pick<ListedAuthority, "certificate" | "fingerprint"> => {
  const parsed = parseCertificate(der);
  invariant(parsed.ok, "a recorded authority has a readable certificate");
  return { certificate: parsed.value, fingerprint: createHash("sha256").update(der).digest("hex") };
};

/** All authorities and responders, by id. */
export const listAuthorities = (
  context: Pick<DomainContext, "database">,
): Promise<readonly ListedAuthority[]> =>
  context.database.inShared(async (tx) => {
    const listed: ListedAuthority[] = [];
    for (const row of await selectAuthorities(tx)) {
      const { issuerId: id, kind, family, state, keyReference } = row;
      const list = kind === "root" ? await selectAuthorityCrl(tx, id) : undefined;
      const crlNextUpdate = list?.nextUpdate;
      listed.push({ id, kind, family, state, keyReference, ...read(row.certificate), crlNextUpdate });
      const responder = kind === "issuing" ? await selectResponder(tx, id) : undefined;
      if (responder === undefined) continue;
      listed.push({
        id: `${id}-ocsp`,
        kind: "ocspResponder",
        family,
        state,
        keyReference: responder.keyReference,
        ...read(responder.certificate),
        crlNextUpdate: undefined,
      });
    }
    return listed;
  });
