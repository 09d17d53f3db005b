import { refused } from "#shared/result.ts";

/** Why a certification path is not accepted. Stable; for staff, logs and tests. */
export type PathRefusalCode =
  | "PATH_EMPTY" // no certificate to validate
  | "PATH_TOO_LONG" // more than MAX_PATH_CERTIFICATES
  | "PATH_NOT_FOUND" // no way from the certificate to a trust anchor among those given
  | "PATH_NAME_MISMATCH" // the issuer is not the subject of the certificate above
  | "PATH_ALGORITHM_NOT_SUPPORTED" // signed with an algorithm that is not in the table
  | "PATH_SIGNATURE_INVALID" // the key above does not verify the signature
  | "PATH_NOT_YET_VALID"
  | "PATH_EXPIRED"
  | "PATH_NOT_AN_AUTHORITY" // an issuer of version 1 or 2, or without cA
  | "PATH_LENGTH_EXCEEDED" // more authorities below one than its pathLenConstraint allows
  | "PATH_KEY_USAGE_NOT_ALLOWED" // an issuer whose key may not sign certificates
  | "PATH_PURPOSE_NOT_ALLOWED" // an extended key usage that leaves out the purpose asked for
  | "PATH_FORM_NOT_ALLOWED" // what RFC 5280 section 4 forbids: see check-form.ts
  | "PATH_CRITICAL_EXTENSION_NOT_SUPPORTED"
  | "PATH_EXTENSION_MALFORMED"
  | "PATH_NAME_NOT_PERMITTED" // outside the permitted subtrees of an authority above
  | "PATH_NAME_EXCLUDED" // inside an excluded subtree
  | "PATH_NAME_CONSTRAINT_NOT_SUPPORTED" // a constraint that cannot be judged on a name that it is about
  | "PATH_POLICY_MAPPING_INVALID" // a mapping from or to anyPolicy
  | "PATH_POLICY_NOT_ALLOWED" // a policy is demanded, and none is left
  | "PATH_REVOKED"
  | "PATH_REVOCATION_UNKNOWN"; // no current CRL that may be relied on covers the certificate

/** An expected "no". The detail is English, for staff and logs. */
export interface PathRefusal {
  readonly code: PathRefusalCode;
  readonly detail: string;
  /** Which certificate, counted from the end entity (0); undefined where the path as a whole is meant. */
  readonly position: number | undefined;
}

/** What one check has against one certificate; the walk adds the position. */
export interface PathFault {
  readonly code: PathRefusalCode;
  readonly detail: string;
}

/** A fault of one check. */
export const fault = (code: PathRefusalCode, detail: string): PathFault => ({ code, detail });

/** A refused path. */
export const pathRefused = (
  { code, detail }: PathFault,
  position?: number,
): { readonly ok: false; readonly refusal: PathRefusal } => refused({ code, detail, position });
