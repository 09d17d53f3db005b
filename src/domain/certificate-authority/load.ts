import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { isIssuedBy, issuerFactsOf } from "#pki/certificate/verify.ts";
import type { Signer } from "#pki/signer.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { certificateAuthority } from "./assemble.ts";
import type { AuthorityCertificate, CertificateAuthority, Issuer, OcspResponder } from "./authority.ts";
import {
  selectAuthorities,
  selectResponder,
  type AuthorityRow,
  type ResponderRow,
} from "./authority.store.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";

type LoadRefusal = Refusal<AuthorityRefusalCode>;

const brokenChain = (issuer: string, detail: string) =>
  refused<LoadRefusal>({ code: "AUTHORITY_CHAIN_BROKEN", detail, facts: { issuer } });

/** Opens a key and makes sure that it is the one of the certificate. */
export const openKey = async (
  keyStore: KeyStore,
  keyReference: string,
  certificate: Pick<Certificate, "publicKeyInfo">,
  issuer: string,
): Promise<Result<Signer, LoadRefusal>> => {
  const opened = await keyStore.signer(keyReference);
  if (!opened.ok) {
    const { code, detail } = opened.refusal;
    return refused({
      code: "AUTHORITY_KEY_UNAVAILABLE",
      detail: `${code}: ${detail}`,
      facts: { key: keyReference },
    });
  }
  return opened.value.publicKeyInfo.equals(certificate.publicKeyInfo)
    ? opened
    : refused({
        code: "AUTHORITY_KEY_MISMATCH",
        detail: `the key ${keyReference} is not the key in the certificate of ${issuer}`,
        facts: { key: keyReference, issuer },
      });
};

const readAuthority = (row: AuthorityRow): Result<AuthorityCertificate, LoadRefusal> => {
  const parsed = parseCertificate(row.certificate);
  if (!parsed.ok) return brokenChain(row.issuerId, parsed.refusal.detail);
  const { certificate: der, ...rest } = row;
  return accepted({ ...rest, der, certificate: parsed.value });
};

const isChained = (authority: AuthorityCertificate, all: readonly AuthorityCertificate[]): boolean => {
  const above =
    authority.kind === "root" ? authority : all.find(({ issuerId }) => issuerId === authority.parentIssuerId);
  return above !== undefined && above.kind === "root" && isIssuedBy(authority.certificate, above.certificate);
};

/** Reads and opens a responder; the certificate must be of this issuer and of this key. */
export const openResponder = async (
  keyStore: KeyStore,
  row: ResponderRow,
  issuer: AuthorityCertificate,
): Promise<Result<OcspResponder, LoadRefusal>> => {
  const parsed = parseCertificate(row.certificate);
  if (!parsed.ok) return brokenChain(`${row.issuerId} OCSP`, parsed.refusal.detail);
  if (!isIssuedBy(parsed.value, issuer.certificate)) {
    return brokenChain(`${row.issuerId} OCSP`, "the responder's certificate is not of this issuer");
  }
  const signer = await openKey(keyStore, row.keyReference, parsed.value, `${row.issuerId} OCSP`);
  if (!signer.ok) return signer;
  return accepted({
    der: row.certificate,
    notAfter: row.notAfter,
    keyReference: row.keyReference,
    signer: signer.value,
  });
};

/**
 * Loads all issuing authorities and OCSP responders, and checks that each key belongs to its certificate and each
 * certificate to its root. Refused: AUTHORITY_NOT_INITIALIZED, AUTHORITY_KEY_UNAVAILABLE, AUTHORITY_KEY_MISMATCH,
 * AUTHORITY_CHAIN_BROKEN.
 */
export const loadAuthority = async (
  context: Pick<DomainContext, "database">,
  keyStore: KeyStore,
  options: { readonly validationUrl: string },
): Promise<Result<CertificateAuthority, LoadRefusal>> => {
  const { rows, responderRows } = await context.database.inShared(async (tx) => {
    const all = await selectAuthorities(tx);
    const issuing = all.filter((row) => row.kind === "issuing");
    const found = await Promise.all(issuing.map((row) => selectResponder(tx, row.issuerId)));
    return { rows: all, responderRows: found.filter((row) => row !== undefined) };
  });
  if (rows.length === 0) {
    return refused({ code: "AUTHORITY_NOT_INITIALIZED", detail: "the database knows no authority" });
  }
  const authorities: AuthorityCertificate[] = [];
  for (const row of rows) {
    const authority = readAuthority(row);
    if (!authority.ok) return authority;
    authorities.push(authority.value);
  }
  const unchained = authorities.find((authority) => !isChained(authority, authorities));
  if (unchained !== undefined) {
    return brokenChain(unchained.issuerId, "its signature is not that of the root it names");
  }
  const issuers: Issuer[] = [];
  const responders = new Map<string, OcspResponder>();
  for (const authority of authorities) {
    if (authority.kind !== "issuing") continue;
    const { certificate, issuerId, keyReference } = authority;
    const signer = await openKey(keyStore, keyReference, certificate, issuerId);
    if (!signer.ok) return signer;
    issuers.push({ ...authority, kind: "issuing", signer: signer.value, facts: issuerFactsOf(certificate) });
    const responderRow = responderRows.find((row) => row.issuerId === issuerId);
    if (responderRow === undefined) continue;
    const responder = await openResponder(keyStore, responderRow, authority);
    if (!responder.ok) return responder;
    responders.set(issuerId, responder.value);
  }
  return accepted(
    certificateAuthority({ validationUrl: options.validationUrl, authorities, issuers, responders }),
  );
};
