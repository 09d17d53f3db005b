import type { Database } from "#platform/database/database.ts";
import type { SecretBox } from "#platform/key-store/secret-box.ts";
import type { Clock } from "#shared/clock.ts";
import type { RandomSource } from "#shared/random.ts";
import type { InstitutionRegistry } from "./institution/registry.ts";

/** What every domain function may use. Passed in, never imported, so that tests choose each part. */
export interface DomainContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly institutions: InstitutionRegistry;
  /** Passwords and PINs that nobody may choose, in lower case, beside those that rules refuse. */
  readonly refusedSecrets?: ReadonlySet<string> | undefined;
  /** For secrets that must be read again (seeds of one-time passwords). Absent where the data key was not opened. */
  readonly secretBox?: SecretBox | undefined;
  /** Where customers reach an institution's portal: `https://hisui.localhost:8443`. Absent where nobody is sent there. */
  readonly portalAddressOf?: ((institutionId: string) => string | undefined) | undefined;
}

/** Where a request came from, for the audit record and the histories. */
export interface Origin {
  /** Client address as the listener saw it (after trusted proxies). */
  readonly address: string;
  /** Read to the help desk by the customer; on every log line of the request. */
  readonly supportId: string;
}

/** A user of a contract: the identity that every module passes around. */
export interface UserReference {
  readonly institutionCode: string;
  readonly contractId: string;
  readonly userId: string;
}

/** Who did something. */
export type Actor =
  | { readonly kind: "user"; readonly user: UserReference }
  | { readonly kind: "staff"; readonly name: string }
  | { readonly kind: "system"; readonly name: string }
  | { readonly kind: "unidentified" };
