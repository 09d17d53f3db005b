import type { InstitutionPolicy } from "./policy.ts";

/** All institutions of this installation, loaded once at start. */
export interface InstitutionRegistry {
  readonly all: readonly InstitutionPolicy[];
  /** By short name (`hisui`); undefined where there is none. */
  byId(id: string): InstitutionPolicy | undefined;
  /** By code (`9001`); undefined where there is none. */
  byCode(code: string): InstitutionPolicy | undefined;
}

/** A registry of validated policies, in the order of their codes. */
export const createRegistry = (policies: readonly InstitutionPolicy[]): InstitutionRegistry => {
  const all = policies.toSorted((left, right) => left.code.localeCompare(right.code, "en"));
  const byId = new Map(all.map((policy) => [policy.id, policy]));
  const byCode = new Map(all.map((policy) => [policy.code, policy]));
  return { all, byId: (id) => byId.get(id), byCode: (code) => byCode.get(code) };
};
