import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";

/** The institution named in a path. Refused: INSTITUTION_UNKNOWN. */
export const institutionOf = (
  institutions: InstitutionRegistry,
  id: string,
): Result<InstitutionPolicy, Refusal<"INSTITUTION_UNKNOWN">> => {
  const institution = institutions.byId(id);
  return institution === undefined
    ? refused({ code: "INSTITUTION_UNKNOWN", detail: `no institution ${id.slice(0, 40)}` })
    : accepted(institution);
};
