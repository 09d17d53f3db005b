import assert from "node:assert/strict";
import { test } from "node:test";
import { AUTHORITY, issuePathMember, type PathMember } from "../testing/path-certificates.ts";
import { TEST_NOT_BEFORE } from "../testing/small-authority.ts";
import { findPath } from "./build-path.ts";
import { validatePath, type PathRefusalCode } from "./validate-path.ts";

const AT = TEST_NOT_BEFORE.add({ hours: 1 });

const find = (
  end: PathMember,
  intermediates: readonly PathMember[],
  anchors: readonly PathMember[],
): { readonly outcome: PathRefusalCode | "valid"; readonly tried: number } => {
  let tried = 0;
  const found = findPath(
    {
      certificate: end.certificate,
      intermediates: intermediates.map(({ certificate }) => certificate),
      trustAnchors: anchors.map(({ certificate }) => certificate),
    },
    (chain, trustAnchor) => {
      tried += 1;
      return validatePath({ chain, trustAnchor, at: AT });
    },
  );
  return { outcome: found.ok ? "valid" : found.refusal.code, tried };
};

test("finds the way among strangers, past an authority whose certificate has expired", async () => {
  const root = await issuePathMember({ name: "root", extensions: AUTHORITY });
  const stranger = await issuePathMember({ name: "stranger", issuer: root, extensions: AUTHORITY });
  const issuing = await issuePathMember({ name: "issuing", issuer: root, extensions: AUTHORITY });
  const expired = await issuePathMember({
    name: "issuing",
    issuer: root,
    extensions: AUTHORITY,
    notAfter: TEST_NOT_BEFORE.add({ minutes: 1 }),
    keyOf: issuing,
  });
  const end = await issuePathMember({ name: "end", issuer: issuing });
  assert.deepEqual(find(end, [stranger, expired, issuing], [stranger, root]), { outcome: "valid", tried: 2 });
  assert.equal(find(end, [expired], [root]).outcome, "PATH_EXPIRED");
  assert.deepEqual(find(end, [stranger], [root]), { outcome: "PATH_NOT_FOUND", tried: 0 });
});

test("gives up after a bounded number of tries, however the intermediates are linked", async () => {
  const root = await issuePathMember({ name: "root", extensions: AUTHORITY });
  // Everyone has the same name, so that each may have issued each; nobody's signature verifies.
  const crowd: PathMember[] = [];
  for (let index = 0; index < 30; index += 1) {
    crowd.push(await issuePathMember({ name: "root", issuer: root, extensions: AUTHORITY }));
  }
  const end = await issuePathMember({ name: "end", issuerName: root.certificate.subject });
  const { outcome, tried } = find(end, crowd, [root]);
  assert.equal(outcome, "PATH_SIGNATURE_INVALID");
  assert.ok(tried <= 20);
});
