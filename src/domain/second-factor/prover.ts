import type { Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";

/** Who proves something further. Who they are was proved before. */
export interface Prover {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  readonly origin: Origin;
}
