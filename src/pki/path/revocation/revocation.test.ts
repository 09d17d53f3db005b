import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keyUsage } from "../../certificate/extensions.ts";
import { issuePathMember, signPathCrl, type PathMember } from "../../testing/path-certificates.ts";
import { TEST_NOT_BEFORE } from "../../testing/small-authority.ts";
import { newSmallPath, pathOutcome } from "../../testing/small-path.ts";
import type { PathRequest } from "../path-request.ts";
import type { PathRefusalCode } from "../validate-path.ts";

const LATER = TEST_NOT_BEFORE.add({ hours: 24 });

describe("revocation", () => {
  const withCrls = async (
    make: (members: {
      readonly root: PathMember;
      readonly issuing: PathMember;
      readonly end: PathMember;
    }) => Promise<PathRequest["revocation"]>,
  ): Promise<PathRefusalCode | "valid"> => {
    const { request, root, issuing, end } = await newSmallPath();
    const revocation = await make({ root, issuing, end });
    return pathOutcome({ ...request, ...(revocation === undefined ? {} : { revocation }) });
  };

  test("a certificate on no list of its issuer is valid", async () => {
    assert.equal(
      await withCrls(async ({ root, issuing }) => ({
        crls: [await signPathCrl(root), await signPathCrl(issuing)],
      })),
      "valid",
    );
  });

  test("a revoked certificate is refused, a revoked authority too", async () => {
    assert.equal(
      await withCrls(async ({ root, issuing, end }) => ({
        crls: [await signPathCrl(root), await signPathCrl(issuing, [end.certificate.serial])],
      })),
      "PATH_REVOKED",
    );
    assert.equal(
      await withCrls(async ({ root, issuing }) => ({
        crls: [await signPathCrl(root, [issuing.certificate.serial]), await signPathCrl(issuing)],
      })),
      "PATH_REVOKED",
    );
  });

  const USELESS: readonly (readonly [
    string,
    (issuing: PathMember, root: PathMember) => ReturnType<typeof signPathCrl>,
  ])[] = [
    [
      "that has run out",
      (issuing) => signPathCrl(issuing, [], { nextUpdate: TEST_NOT_BEFORE.add({ minutes: 1 }) }),
    ],
    ["of tomorrow", (issuing) => signPathCrl(issuing, [], { thisUpdate: LATER })],
    ["for authorities only", (issuing) => signPathCrl(issuing, [], { scope: "authorityCertificates" })],
    [
      "of another shard",
      (issuing) => signPathCrl(issuing, [], { distributionPointUri: "http://va.example/crl/9.crl" }),
    ],
    ["signed by another key", (issuing, root) => signPathCrl(issuing, [], {}, root.signer)],
    ["of another issuer", (_issuing, root) => signPathCrl(root)],
  ];
  for (const [what, make] of USELESS) {
    test(`a list ${what} says nothing`, async () => {
      assert.equal(
        await withCrls(async ({ root, issuing }) => ({
          crls: [await signPathCrl(root), await make(issuing, root)],
        })),
        "PATH_REVOCATION_UNKNOWN",
      );
    });
  }

  test("a list signed by a separate key counts once that key's certificate is valid", async () => {
    const { request, root, issuing } = await newSmallPath();
    const signer = await issuePathMember({
      name: "issuing",
      issuer: root,
      extensions: [keyUsage("cRLSign")],
    });
    const crls = [await signPathCrl(root), await signPathCrl(issuing, [], {}, signer.signer)];
    assert.equal(pathOutcome({ ...request, revocation: { crls } }), "PATH_REVOCATION_UNKNOWN");
    assert.equal(
      pathOutcome({ ...request, revocation: { crls, crlSigners: [signer.certificate] } }),
      "valid",
    );
    const [, ...others] = crls;
    const revoked = [await signPathCrl(root, [signer.certificate.serial]), ...others];
    assert.equal(
      pathOutcome({ ...request, revocation: { crls: revoked, crlSigners: [signer.certificate] } }),
      "PATH_REVOCATION_UNKNOWN",
    );
  });
});
