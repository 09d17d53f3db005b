import { accepted, type Result } from "#shared/result.ts";
import type { TbsCertificate } from "../certificate/certificate.ts";
import { readCertificateList, readTbsCertList, type EntryReading } from "../crl/parse.ts";
import { factsOfEntries, factsOfPlainEntries, type CrlEntryFacts } from "./crl-entry-facts.ts";
import { CRL_LINTS } from "./crl-lints.ts";
import { runLints, type CrlSubject, type LintFinding } from "./lint.ts";

/** What to lint: the octets before they are signed, or the whole list. */
export type CrlToLint = ({ readonly tbs: Buffer } | { readonly crl: Buffer }) & {
  readonly issuer: TbsCertificate;
  /** The address under which the list will be found; undefined for the full list. */
  readonly distributionPointUri: string | undefined;
  /**
   * Entries that are kept from list to list, as an object that stays the same: where the list has just these octets, they
   * are not looked over again.
   */
  readonly keptEntries?: Buffer | undefined;
};

type Read = Result<Pick<CrlSubject, "crl" | "signed">, string>;

const readAs = (given: CrlToLint, reading: EntryReading): Read => {
  if ("tbs" in given) {
    const read = readTbsCertList(given.tbs, reading);
    return read.ok ? accepted({ crl: read.value, signed: undefined }) : read;
  }
  const read = readCertificateList(given.crl, reading);
  return read.ok ? accepted({ crl: read.value, signed: read.value }) : read;
};

const factsOfKept = new WeakMap<Buffer, CrlEntryFacts>();

const factsOf = (entriesDer: Buffer, kept: Buffer | undefined): CrlEntryFacts | undefined => {
  if (kept === undefined || !kept.equals(entriesDer)) return factsOfPlainEntries(entriesDer);
  const facts = factsOfKept.get(kept) ?? factsOfPlainEntries(entriesDer);
  if (facts !== undefined) factsOfKept.set(kept, facts);
  return facts;
};

/** Entries in the form that we write are looked over as they are; others are read one by one, to find what is wrong. */
const readSubject = (given: CrlToLint): Result<Pick<CrlSubject, "crl" | "signed" | "entryFacts">, string> => {
  const read = readAs(given, "asTheyAre");
  if (!read.ok) return read;
  const { entriesDer } = read.value.crl;
  const facts = entriesDer === undefined ? factsOfEntries(undefined) : factsOf(entriesDer, given.keptEntries);
  if (facts !== undefined) return accepted({ ...read.value, entryFacts: facts });
  const each = readAs(given, "each");
  return each.ok ? accepted({ ...each.value, entryFacts: factsOfEntries(each.value.crl.entries) }) : each;
};

/** Every rule that a CRL of ours breaks; empty if it may leave. Linear in its entries, at some ten million a second. */
export const lintCrl = (given: CrlToLint): LintFinding[] => {
  const read = readSubject(given);
  if (!read.ok)
    return [{ lint: "crl-canonical-der", citation: "RFC 5280 section 5.1", detail: read.refusal }];
  const { issuer, distributionPointUri } = given;
  return runLints(CRL_LINTS, { ...read.value, issuer, distributionPointUri });
};
