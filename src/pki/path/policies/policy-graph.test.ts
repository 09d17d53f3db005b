import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OID } from "../../oids.ts";
import {
  FIRST_LEVEL,
  authorityConstrainedPolicies,
  mapPolicies,
  nextLevel,
  type PolicyLevel,
} from "./policy-graph.ts";

const [ONE, TWO, THREE] = ["2.999.1", "2.999.2", "2.999.3"] as const;

const policiesOf = (level: PolicyLevel): readonly string[] => [...level.keys()].toSorted();

/** The levels of certificates with these policies, one below the other. */
const levelOf = (...certificates: readonly (readonly string[])[]): PolicyLevel =>
  certificates.reduce((level, policies) => nextLevel(level, policies, true), FIRST_LEVEL);

describe("the policy graph", () => {
  test("keeps what every certificate has", () => {
    assert.deepEqual(policiesOf(levelOf([ONE, TWO], [TWO, THREE])), [TWO]);
    assert.deepEqual(policiesOf(levelOf([ONE], [TWO])), []);
  });

  test("anyPolicy stands for what is above, unless it is inhibited", () => {
    assert.deepEqual(policiesOf(levelOf([ONE, TWO], [OID.anyPolicy])), [ONE, TWO]);
    assert.deepEqual(policiesOf(levelOf([OID.anyPolicy], [ONE])), [ONE]);
    assert.deepEqual(policiesOf(nextLevel(levelOf([ONE]), [OID.anyPolicy], false)), []);
  });

  test("a mapping is followed down, and given back as the policy above", () => {
    const mapped = mapPolicies(levelOf([ONE]), [{ issuerPolicy: ONE, subjectPolicy: TWO }], false);
    const below = nextLevel(mapped, [TWO], true);
    assert.deepEqual(policiesOf(below), [TWO]);
    assert.deepEqual([...authorityConstrainedPolicies(below)], [ONE]);
    assert.deepEqual(policiesOf(nextLevel(mapped, [ONE], true)), []);
  });

  test("a mapping that is inhibited drops what it maps", () => {
    const mappings = [{ issuerPolicy: ONE, subjectPolicy: TWO }];
    assert.deepEqual(policiesOf(mapPolicies(levelOf([ONE, THREE]), mappings, true)), [THREE]);
  });

  test("a mapping below anyPolicy makes a node of its own", () => {
    const mapped = mapPolicies(levelOf([OID.anyPolicy]), [{ issuerPolicy: ONE, subjectPolicy: TWO }], false);
    const below = nextLevel(mapped, [TWO], true);
    assert.deepEqual([...authorityConstrainedPolicies(below)], [ONE]);
  });

  test("does not grow with the number of ways (CVE-2023-0464): all of twenty mapped to all, forty times", () => {
    const policies = Array.from({ length: 20 }, (_, index) => `2.999.${index + 1}`);
    const mappings = policies.flatMap((issuerPolicy) =>
      policies.map((subjectPolicy) => ({ issuerPolicy, subjectPolicy })),
    );
    let level = levelOf(policies);
    for (let depth = 0; depth < 40; depth += 1) {
      level = nextLevel(mapPolicies(level, mappings, false), policies, true);
      assert.equal(level.size, policies.length);
    }
    assert.deepEqual([...authorityConstrainedPolicies(level)].toSorted(), policies.toSorted());
  });
});
