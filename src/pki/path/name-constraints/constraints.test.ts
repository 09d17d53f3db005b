import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nameOf } from "../../name.ts";
import {
  AUTHORITY,
  alternativeNames,
  general,
  nameConstraints,
  pathName,
} from "../../testing/path-certificates.ts";
import { newSmallPath, pathOutcome } from "../../testing/small-path.ts";
import type { PathRefusalCode } from "../validate-path.ts";

describe("name constraints", () => {
  const JP = nameOf([["C", "JP"]]);
  const CASES: readonly (readonly [
    what: string,
    constraints: Parameters<typeof nameConstraints>[0],
    name: Buffer,
    code: PathRefusalCode | "valid",
  ])[] = [
    ["a host beneath", { permitted: [general.dns("a.example")] }, general.dns("x.A.example"), "valid"],
    [
      "a host beside",
      { permitted: [general.dns("a.example")] },
      general.dns("xa.example"),
      "PATH_NAME_NOT_PERMITTED",
    ],
    [
      "an excluded host",
      { excluded: [general.dns("a.example")] },
      general.dns("a.example"),
      "PATH_NAME_EXCLUDED",
    ],
    [
      "a wildcard that reaches an excluded host",
      { excluded: [general.dns("x.a.example")] },
      general.dns("*.a.example"),
      "PATH_NAME_EXCLUDED",
    ],
    [
      "a constraint with a leading period",
      { permitted: [general.dns(".a.example")] },
      general.dns("x.a.example"),
      "PATH_NAME_CONSTRAINT_NOT_SUPPORTED",
    ],
    [
      "a mailbox of the host",
      { permitted: [general.mail("a.example")] },
      general.mail("x@A.example"),
      "valid",
    ],
    [
      "a mailbox beneath the host",
      { permitted: [general.mail("a.example")] },
      general.mail("x@b.a.example"),
      "PATH_NAME_NOT_PERMITTED",
    ],
    [
      "a mailbox beneath the domain",
      { permitted: [general.mail(".a.example")] },
      general.mail("x@b.a.example"),
      "valid",
    ],
    [
      "another mailbox",
      { permitted: [general.mail("x@a.example")] },
      general.mail("X@a.example"),
      "PATH_NAME_NOT_PERMITTED",
    ],
    [
      "an address that is none",
      { permitted: [general.mail("a.example")] },
      general.mail("x@y@a.example"),
      "PATH_NAME_CONSTRAINT_NOT_SUPPORTED",
    ],
    [
      "a URI of the host",
      { permitted: [general.uri("a.example")] },
      general.uri("https://u@a.example:1/x"),
      "valid",
    ],
    [
      "a URI of an excluded domain",
      { excluded: [general.uri(".a.example")] },
      general.uri("http://b.a.example"),
      "PATH_NAME_EXCLUDED",
    ],
    [
      "a URI without a host",
      { permitted: [general.uri("a.example")] },
      general.uri("urn:x"),
      "PATH_NAME_CONSTRAINT_NOT_SUPPORTED",
    ],
    [
      "an address of the network",
      { permitted: [general.ip(10, 1, 0, 0, 255, 255, 0, 0)] },
      general.ip(10, 1, 2, 3),
      "valid",
    ],
    [
      "an address of another network",
      { permitted: [general.ip(10, 1, 0, 0, 255, 255, 0, 0)] },
      general.ip(10, 2, 2, 3),
      "PATH_NAME_NOT_PERMITTED",
    ],
    [
      "a mask with holes",
      { permitted: [general.ip(10, 1, 0, 0, 255, 0, 255, 0)] },
      general.ip(10, 1, 0, 3),
      "PATH_NAME_CONSTRAINT_NOT_SUPPORTED",
    ],
    [
      "a directory name elsewhere",
      { permitted: [general.directory(JP), general.directory(pathName("end"))] },
      general.directory(nameOf([["C", "FR"]])),
      "PATH_NAME_NOT_PERMITTED",
    ],
    [
      "a form that is not judged, where it is constrained",
      { excluded: [general.registeredId()] },
      general.registeredId(),
      "PATH_NAME_CONSTRAINT_NOT_SUPPORTED",
    ],
    [
      "the same form, where others are constrained",
      { excluded: [general.dns("a.example")] },
      general.registeredId(),
      "valid",
    ],
  ];
  for (const [what, constraints, name, code] of CASES) {
    test(`${what}: ${code}`, async () => {
      const { request } = await newSmallPath(
        { extensions: [...AUTHORITY, nameConstraints(constraints)] },
        { extensions: [alternativeNames(name)] },
      );
      assert.equal(pathOutcome(request), code);
    });
  }

  test("mail addresses in the subject count where no alternative name is one", async () => {
    const { request } = await newSmallPath(
      { extensions: [...AUTHORITY, nameConstraints({ excluded: [general.mail("a.example")] })] },
      { name: nameOf([["E", "x@a.example"]]) },
    );
    assert.equal(pathOutcome(request), "PATH_NAME_EXCLUDED");
  });
});
