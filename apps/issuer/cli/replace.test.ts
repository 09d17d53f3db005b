import assert from "node:assert/strict";
import { test } from "node:test";
import { enrollmentWorld } from "#test/support/enrollment-world.ts";
import { bizsol, failed, homeFor, obtained, statesOf } from "#test/support/issuer-pc.ts";
import { CONFIRMATION_SECRET } from "#test/support/enrollment-world.ts";
import { runIssuer } from "#test/support/run-issuer.ts";

/** A new PC: the application shows which certificate ends, and goes on to the new one in the same session. */

const world = await enrollmentWorld({ start: Temporal.Now.instant() });
const { server } = world;
const at = [
  "--server",
  `https://localhost:${server.port}`,
  "--server-ca",
  server.caFile,
  "--institution",
  "hisui",
];

test("issue --replace on a new PC: nothing without the word, then the old one is revoked and a new one obtained", async (t) => {
  const user = await world.newUser("hisui");
  const first = obtained(await runIssuer(homeFor(t), ["issue", ...at], bizsol(user)));
  const newPc = homeFor(t);
  const again = await runIssuer(newPc, ["issue", ...at], bizsol(user));
  assert.equal(failed(again, 3).code, "ALREADY_HAS_CERTIFICATE");

  const answers = { ...bizsol(user), confirmationPassword: CONFIRMATION_SECRET };
  const unconfirmed = await runIssuer(newPc, ["issue", "--replace", ...at], {
    ...answers,
    confirmation: "no",
  });
  assert.equal(failed(unconfirmed, 2).code, "REPLACEMENT_NOT_CONFIRMED");
  assert.deepEqual(await statesOf(world, user), ["active"]);

  const replaced = await runIssuer(newPc, ["issue", "--replace", ...at], { ...answers, confirmation: "yes" });
  assert.notEqual(obtained(replaced).serial, first.serial);
  assert.deepEqual((await statesOf(world, user)).toSorted(), ["active", "revoked"]);
});
