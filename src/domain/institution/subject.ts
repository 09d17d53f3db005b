import type { InstitutionPolicy } from "./policy.ts";

/** Who the subject names; what the templates can be filled with. */
export interface SubjectOwner {
  readonly contractId: string;
  readonly userId: string;
  readonly loginId: string | null;
}

/** The subject of a certificate, each part at most 64 characters (RFC 5280 appendix A.1, ub-common-name and others). */
export interface RenderedSubject {
  readonly organization: string;
  readonly organizationalUnit: string;
  readonly commonName: string;
}

/** Placeholders of the templates (A2.16), with the longest text each can become, in characters. */
export const subjectPlaceholders: Readonly<Record<string, number>> = {
  code: 4,
  loginId: 30,
  contractId: 20,
  userId: 30,
  timestamp: 20,
};

/** Longest part of a subject (RFC 5280 appendix A.1). */
export const SUBJECT_PART_LIMIT = 64;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Names between braces in a template, in order. */
export const placeholdersOf = (template: string): string[] =>
  Array.from(template.matchAll(PLACEHOLDER), (match) => match[1] ?? "");

const digits = (value: number, width: number): string => String(value).padStart(width, "0");

/** Local date and time to the microsecond, 20 digits: `20260401093005123456` (A2.16). */
export const subjectTimestamp = (at: Temporal.Instant, timeZone: string): string => {
  const local = at.toZonedDateTimeISO(timeZone);
  return [
    digits(local.year, 4),
    digits(local.month, 2),
    digits(local.day, 2),
    digits(local.hour, 2),
    digits(local.minute, 2),
    digits(local.second, 2),
    digits(local.millisecond, 3),
    digits(local.microsecond, 3),
  ].join("");
};

/**
 * Fills the institution's subject templates for one user at one instant.
 *
 * A login ID that does not exist (Shinkin family) is empty; the loader refuses templates that would need it.
 */
export const renderSubject = (
  institution: Pick<InstitutionPolicy, "code" | "timeZone" | "certificate">,
  owner: SubjectOwner,
  at: Temporal.Instant,
): RenderedSubject => {
  const values: Readonly<Record<string, string>> = {
    code: institution.code,
    loginId: owner.loginId ?? "",
    contractId: owner.contractId,
    userId: owner.userId,
    timestamp: subjectTimestamp(at, institution.timeZone),
  };
  const fill = (template: string): string =>
    template.replaceAll(PLACEHOLDER, (whole, name: string) => values[name] ?? whole);
  const { organization, organizationalUnit, commonName } = institution.certificate.subject;
  return {
    organization: fill(organization),
    organizationalUnit: fill(organizationalUnit),
    commonName: fill(commonName),
  };
};
