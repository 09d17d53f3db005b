import { accepted, type Result } from "#shared/result.ts";
import type { TbsCertificate } from "../certificate/certificate.ts";
import { readCertificateList, readTbsCertList } from "../crl/parse.ts";
import { CRL_LINTS } from "./crl-lints.ts";
import { runLints, type CrlSubject, type LintFinding } from "./lint.ts";

/** What to lint: the octets before they are signed, or the whole list. */
export type CrlToLint = ({ readonly tbs: Buffer } | { readonly crl: Buffer }) & {
  readonly issuer: TbsCertificate;
  /** The address under which the list will be found; undefined for the full list. */
  readonly distributionPointUri: string | undefined;
};

const readSubject = (given: CrlToLint): Result<Pick<CrlSubject, "crl" | "signed">, string> => {
  if ("tbs" in given) {
    const read = readTbsCertList(given.tbs);
    return read.ok ? accepted({ crl: read.value, signed: undefined }) : read;
  }
  const read = readCertificateList(given.crl);
  return read.ok ? accepted({ crl: read.value, signed: read.value }) : read;
};

/** Every rule that a CRL of ours breaks; empty if it may leave. Reads the whole list: linear in its entries. */
export const lintCrl = (given: CrlToLint): LintFinding[] => {
  const read = readSubject(given);
  if (!read.ok)
    return [{ lint: "crl-canonical-der", citation: "RFC 5280 section 5.1", detail: read.refusal }];
  const { issuer, distributionPointUri } = given;
  return runLints(CRL_LINTS, { ...read.value, issuer, distributionPointUri });
};
