import { accepted, refused, type Result } from "#shared/result.ts";
import type { TbsCertificate } from "../certificate/certificate.ts";
import { parseOcspResponse, readOcspResponseData } from "../ocsp/parse-response.ts";
import { runLints, type LintFinding, type OcspSubject } from "./lint.ts";
import { OCSP_LINTS } from "./ocsp-lints.ts";

/** What to lint: ResponseData before it is signed, or the whole response. */
export type OcspResponseToLint = ({ readonly tbs: Buffer } | { readonly response: Buffer }) & {
  readonly responder: TbsCertificate;
};

const readSubject = (given: OcspResponseToLint): Result<Pick<OcspSubject, "response" | "signed">, string> => {
  if ("tbs" in given) {
    const read = readOcspResponseData(given.tbs);
    return read.ok ? accepted({ response: read.value, signed: undefined }) : read;
  }
  const read = parseOcspResponse(given.response);
  if (!read.ok) return refused(read.refusal.detail);
  return read.value.kind === "successful"
    ? accepted({ response: read.value, signed: read.value })
    : refused(`an error answer: ${read.value.status}`);
};

/** Every rule that a signed OCSP answer of ours breaks; empty if it may leave. */
export const lintOcspResponse = (given: OcspResponseToLint): LintFinding[] => {
  const read = readSubject(given);
  if (!read.ok)
    return [{ lint: "ocsp-canonical-der", citation: "RFC 6960 section 4.2", detail: read.refusal }];
  return runLints(OCSP_LINTS, { ...read.value, responder: given.responder });
};
