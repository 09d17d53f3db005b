import assert from "node:assert/strict";
import test from "node:test";
import { newSecret } from "#shared/ids.ts";
import { systemRandom } from "#shared/random.ts";
import { loginWorld, START } from "#test/support/login.ts";
import { codeOf, loginSteps } from "#test/support/login-steps.ts";

const world = await loginWorld();
const { context } = world;
const { redeem, ticketFor } = loginSteps(world);

test.beforeEach(() => {
  context.clock.set(START);
});

test("a ticket lasts a minute", async () => {
  const { ticket, browserSecret } = await ticketFor(undefined);
  context.clock.advance({ seconds: 60 });
  assert.equal(codeOf(await redeem(ticket, browserSecret)), "TICKET_EXPIRED");
  context.clock.advance({ seconds: -1 });
  assert.equal(codeOf(await redeem(ticket, browserSecret)), "accepted");
});

test("a ticket is good once, for one browser and one institution", async () => {
  const { ticket, browserSecret } = await ticketFor(undefined);
  const tampered = (ticket.startsWith("A") ? "B" : "A") + ticket.slice(1);
  assert.equal(codeOf(await redeem(tampered, browserSecret)), "TICKET_INVALID");
  assert.equal(codeOf(await redeem("", browserSecret)), "TICKET_INVALID");
  assert.equal(codeOf(await redeem(ticket, browserSecret, world.institution("akagi"))), "TICKET_INVALID");
  assert.equal(codeOf(await redeem(ticket, newSecret(systemRandom))), "TICKET_USED_ELSEWHERE");
  assert.equal(codeOf(await redeem(ticket, undefined)), "TICKET_USED_ELSEWHERE");
  assert.equal(codeOf(await redeem(ticket, browserSecret)), "accepted", "a thief cannot burn it");
  assert.equal(codeOf(await redeem(ticket, browserSecret)), "TICKET_ALREADY_USED");
  assert.ok((await world.auditOf("9001")).includes("login.refused TICKET_USED_ELSEWHERE"));
});

test("of many redemptions of one ticket at once exactly one wins", async () => {
  const { ticket, browserSecret } = await ticketFor(undefined);
  const results = await Promise.all(Array.from({ length: 12 }, () => redeem(ticket, browserSecret)));
  const codes = results.map(codeOf).sort();
  assert.deepEqual(codes, [...Array.from({ length: 11 }, () => "TICKET_ALREADY_USED"), "accepted"]);
});
