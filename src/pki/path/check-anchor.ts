import { authorityFault } from "./check-authority.ts";
import { criticalFault } from "./check-critical.ts";
import { formFault } from "./check-form.ts";
import { validityFault } from "./check-validity.ts";
import type { TrustAnchor } from "./path-request.ts";
import { fault, type PathFault } from "./refusal.ts";

/**
 * A trust anchor is no part of the path (RFC 5280 section 6.1), and its own signature proves nothing. What it says of
 * itself is taken at its word all the same: when it ends, that it is an authority, what it is constrained to.
 */
export const anchorFault = (anchor: TrustAnchor, at: Temporal.Instant): PathFault | undefined => {
  const found =
    authorityFault(anchor) ??
    formFault(anchor) ??
    criticalFault(anchor.extensions, false) ??
    validityFault(anchor, at);
  return found && fault(found.code, `trust anchor: ${found.detail}`);
};
