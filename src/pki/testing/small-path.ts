import type { Certificate } from "../certificate/certificate.ts";
import type { PathRequest } from "../path/path-request.ts";
import { validatePath, type PathRefusalCode } from "../path/validate-path.ts";
import { AUTHORITY, issuePathMember, type PathMember, type PathMemberFields } from "./path-certificates.ts";
import { TEST_NOT_BEFORE } from "./small-authority.ts";

/** The moment at which paths of tests are judged. */
export const PATH_AT = TEST_NOT_BEFORE.add({ hours: 1 });

/** An end entity under an authority under a root, and the request that validates it. */
export interface SmallPath {
  readonly root: PathMember;
  readonly issuing: PathMember;
  readonly end: PathMember;
  readonly request: PathRequest;
}

/** Makes a path; the authority and the end entity may say other things than usual. */
export const newSmallPath = async (
  authority: Partial<PathMemberFields> = {},
  end: Partial<PathMemberFields> = {},
): Promise<SmallPath> => {
  const root = await issuePathMember({ name: "root", extensions: AUTHORITY });
  const issuing = await issuePathMember({
    name: "issuing",
    issuer: root,
    extensions: AUTHORITY,
    ...authority,
  });
  const leaf = await issuePathMember({ name: "end", issuer: issuing, ...end });
  const chain: readonly Certificate[] = [leaf.certificate, issuing.certificate];
  return { root, issuing, end: leaf, request: { chain, trustAnchor: root.certificate, at: PATH_AT } };
};

/** The code with which a path is refused, or `valid`. */
export const pathOutcome = (request: PathRequest): PathRefusalCode | "valid" => {
  const validated = validatePath(request);
  return validated.ok ? "valid" : validated.refusal.code;
};
