import assert from "node:assert/strict";
import { test } from "node:test";
import { enrollmentWorld } from "#test/support/enrollment-world.ts";
import { bizsol, failed, homeFor, obtained } from "#test/support/issuer-pc.ts";
import { contractOneTimePasswords, handOut, newToken, wrongValue } from "#test/support/one-time-passwords.ts";
import { runIssuer } from "#test/support/run-issuer.ts";

/** One-time passwords need nothing of the application: it asks what the server says. */

const now = Temporal.Now.instant();
const world = await enrollmentWorld({ start: now });
const { server, context } = world;
const at = [
  "--server",
  `https://localhost:${server.port}`,
  "--server-ca",
  server.caFile,
  "--institution",
  "akagi",
];

test("the application begins a token's use while it obtains a certificate", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("akagi");
  const institution = world.institution("akagi");
  await contractOneTimePasswords(context, institution, user);
  const token = newToken();
  await handOut(context, institution, user, [token]);
  const answers = (oneTimePassword: string) => ({
    ...bizsol(user),
    tokenSerial: token.serial,
    oneTimePassword,
  });
  const wrong = await runIssuer(home, ["issue", ...at], answers(wrongValue(token, now)));
  assert.equal(failed(wrong, 3).code, "OTP_START_REFUSED");
  const right = await runIssuer(home, ["issue", ...at], answers(token.shows(now)));
  assert.match(obtained(right).serial, /^[0-9a-f]{32}$/);
});
