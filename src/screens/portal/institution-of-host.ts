import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";

/** The institution whose host this is: exactly `<id>.<base>`, in any case of letters; undefined for all others. */
export const institutionOfHost = (
  institutions: InstitutionRegistry,
  base: string,
  hostname: string,
): InstitutionPolicy | undefined => {
  const suffix = `.${base.toLowerCase()}`;
  const host = hostname.toLowerCase();
  return host.endsWith(suffix) ? institutions.byId(host.slice(0, -suffix.length)) : undefined;
};
