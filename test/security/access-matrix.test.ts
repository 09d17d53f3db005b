import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { revocationRefusal } from "#screens/portal/revocation-rights.ts";
import { isLetIn } from "#test/support/access/declared.ts";
import { observeAccess } from "#test/support/access/observe.ts";
import type { Observation } from "#test/support/access/observe.ts";
import { portalWorld } from "#test/support/portal.ts";
import { accessMatrix, MATRIX_COMMAND, MATRIX_FILE } from "../../tools/access-matrix-text.ts";

const world = await portalWorld();
const observed = await observeAccess(world);

const nameOf = ({ institution, party, route }: Observation): string =>
  `${institution}, ${party}: ${route.method} ${route.path}`;

test("docs/security/access-matrix.md says what becomes of every request", async () => {
  assert.equal(await readFile(MATRIX_FILE, "utf8"), accessMatrix(observed), `run: ${MATRIX_COMMAND}`);
});

test("no request meets a fault of ours", () => {
  const faults = observed.filter(({ outcome }) => outcome === "INTERNAL_ERROR" || outcome.startsWith("5"));
  assert.deepEqual(faults.map(nameOf), []);
});

describe("the server does what the list of screens says", () => {
  for (const one of observed.filter(({ route }) => route.access !== "anyone")) {
    const institution = world.institution(one.institution);
    const { party, route } = one;
    if (party === "nobody") {
      test(`${nameOf(one)} asks to log in`, () => assert.equal(one.outcome, "login"));
    } else if (!isLetIn(institution, route, party)) {
      const expected =
        route.access === "revocation"
          ? (revocationRefusal(institution, party)?.code ?? "")
          : "ACTION_NOT_PERMITTED";
      test(`${nameOf(one)} is refused`, () => {
        assert.equal(one.outcome, expected);
        assert.equal(one.isOffered, false, "what a role may not do is not shown to it");
      });
    } else {
      test(`${nameOf(one)} is let in`, () => {
        assert.doesNotMatch(one.outcome, /^(?:login|ACTION_NOT_PERMITTED|[0-9]+)$/);
      });
    }
  }
});
