import type { Certificate } from "../certificate/certificate.ts";
import { fault, type PathFault } from "./refusal.ts";

/** Section 6.1.4 (k) and (n): the certificate may issue others. */
export const authorityFault = ({
  version,
  extensions,
}: Pick<Certificate, "version" | "extensions">): PathFault | undefined => {
  if (version !== 3)
    return fault("PATH_NOT_AN_AUTHORITY", `a certificate of version ${version} cannot say so`);
  if (extensions.basicConstraints?.isAuthority !== true)
    return fault("PATH_NOT_AN_AUTHORITY", "basicConstraints does not say cA");
  return extensions.keyUsage === undefined || extensions.keyUsage.has("keyCertSign")
    ? undefined
    : fault("PATH_KEY_USAGE_NOT_ALLOWED", "keyUsage leaves out keyCertSign");
};
