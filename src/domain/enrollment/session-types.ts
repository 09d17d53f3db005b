import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import type { DomainContext } from "#domain/context.ts";
import type { KeyAlgorithmName } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";

/** What the enrolment functions need beyond the common context. */
export interface EnrollmentServices {
  readonly context: DomainContext;
  readonly authority: CertificateAuthority;
}

/** As far as proofs go, no authority is needed: the portal has none. */
export type ProofServices = Pick<EnrollmentServices, "context">;

/** One thing to type in. */
export interface AskedField {
  readonly name: string;
  readonly label: Bilingual;
  readonly secret: boolean;
  readonly maxLength: number;
  /** True where it may stay empty. */
  readonly isOptional?: boolean;
}

/** What the server wants now. The wire form is `stepSchema` in src/wire/enrollment.ts. */
export type NextStep =
  | {
      readonly kind: "ask";
      readonly ask: string;
      readonly fields: readonly AskedField[];
      readonly text?: Bilingual;
      readonly image?: Buffer;
      readonly code?: string;
    }
  | { readonly kind: "proveOldKey"; readonly toSign: Buffer }
  | { readonly kind: "request"; readonly keyAlgorithms: readonly KeyAlgorithmName[] }
  | {
      readonly kind: "install";
      readonly certificate: Buffer;
      readonly chain: readonly Buffer[];
      readonly toSign: Buffer;
      readonly confirmBefore: Temporal.Instant;
    }
  | {
      readonly kind: "done";
      readonly subject: string;
      readonly serial: string;
      readonly notBefore: Temporal.Instant;
      readonly notAfter: Temporal.Instant;
      readonly superseded?: string;
    };

/** What the client says about itself; shown to the owner and to staff, nothing is decided by it alone. */
export interface ClientFacts {
  readonly version: string;
  readonly deviceName: string;
  readonly osUser: string;
  readonly keyStoreKind: string;
}

/** A started session. The token is given out here and never again. */
export interface StartedSession {
  readonly sessionId: string;
  readonly token: string;
  readonly expiresAt: Temporal.Instant;
  readonly next: NextStep;
}

/** Which session a request speaks for: both come from the request, neither is trusted. */
export interface SessionClaim {
  readonly sessionId: string;
  readonly token: string;
}
