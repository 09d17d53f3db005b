import { isSignatureValid } from "#pki/certificate/verify.ts";
import type { Signer } from "#pki/signer.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import type { SharedTransaction } from "#platform/database/database.ts";
import { refused, type Result } from "#shared/result.ts";
import type { DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import type { Issuer } from "./authority.ts";
import { selectResponder, type AuthorityRow } from "./authority.store.ts";
import { openIssuer, openResponder, readAuthorities } from "./load.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";

const SAMPLE = Buffer.from("tegata: does this key sign?");

/** A key that opens may still not sign: a token can be taken out, or hold half of a pair. */
const canSign = async (signer: Signer): Promise<boolean> => {
  const { publicKeyInfo, signatureAlgorithm } = signer;
  const signature = await signer.sign(SAMPLE);
  return isSignatureValid({ publicKeyInfo, signatureAlgorithm, data: SAMPLE, signature });
};

/**
 * Opens a generation as a running process would, and has its keys sign: for certificates, CRLs and OCSP answers. Gives
 * the issuer. Refused: AUTHORITY_KEY_UNAVAILABLE, AUTHORITY_KEY_MISMATCH, AUTHORITY_CHAIN_BROKEN,
 * AUTHORITY_NOT_YET_VALID, AUTHORITY_EXPIRED, AUTHORITY_RESPONDER_MISSING.
 */
export const provesItself = async (
  { clock }: Pick<DomainContext, "clock">,
  keyStore: KeyStore,
  tx: SharedTransaction,
  row: AuthorityRow,
  rows: readonly AuthorityRow[],
): Promise<Result<Issuer, Refusal<AuthorityRefusalCode>>> => {
  const { issuerId, keyReference } = row;
  const root = rows.filter(({ issuerId: other }) => other === row.parentIssuerId);
  const read = readAuthorities([...root, { ...row, state: "published" }], clock.now());
  if (!read.ok) return read;
  const authority = read.value.find(({ kind }) => kind === "issuing");
  if (authority === undefined) {
    return refused({ code: "GENERATION_UNKNOWN", detail: issuerId, facts: { issuer: issuerId } });
  }
  const issuer = await openIssuer(keyStore, authority);
  if (!issuer.ok) return issuer;
  const responderRow = await selectResponder(tx, issuerId);
  if (responderRow === undefined) {
    const detail = `no certificate of a responder of ${issuerId} is on record`;
    return refused({ code: "AUTHORITY_RESPONDER_MISSING", detail, facts: { issuer: issuerId } });
  }
  const responder = await openResponder(keyStore, responderRow, authority);
  if (!responder.ok) return responder;
  for (const [key, signer] of [
    [keyReference, issuer.value.signer],
    [responderRow.keyReference, responder.value.signer],
  ] as const) {
    if (await canSign(signer)) continue;
    const detail = `${key} opens and does not sign`;
    return refused({ code: "AUTHORITY_KEY_UNAVAILABLE", detail, facts: { key } });
  }
  return issuer;
};
