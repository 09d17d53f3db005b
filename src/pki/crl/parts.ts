import { readLength } from "../der/length.ts";
import { TAG } from "../der/tags.ts";

/** A CRL of ours in three parts: its entries, what stands before them and what stands after them. */
export interface CrlParts {
  readonly head: Buffer;
  /** Contents of revokedCertificates; empty where there are none. */
  readonly entries: Buffer;
  readonly tail: Buffer;
}

/** Takes a CRL that we built apart. The parts are views of it. */
export const takeCrlApart = (crl: Buffer): CrlParts => {
  const contentsAt = (position: number): { readonly start: number; readonly end: number } =>
    readLength(crl, position + 1, crl.length);
  const list = contentsAt(0);
  const tbs = contentsAt(list.start);
  // version, signature, issuer, thisUpdate, nextUpdate: always all five (`buildTbsCertList`).
  let position = tbs.start;
  for (let field = 0; field < 5; field += 1) position = contentsAt(position).end;
  const entries = crl[position] === TAG.sequence ? contentsAt(position) : { start: position, end: position };
  return {
    head: crl.subarray(0, entries.start),
    entries: crl.subarray(entries.start, entries.end),
    tail: crl.subarray(entries.end),
  };
};
