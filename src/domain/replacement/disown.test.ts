import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findCertificate } from "#domain/certificate/certificates.ts";
import { grantAcquisition } from "#domain/enrollment/grant.ts";
import { replacementToConfirm } from "#domain/enrollment/replacement.ts";
import { acquisitionRight } from "#domain/enrollment/rights.ts";
import { createEnrollmentToken } from "#domain/enrollment/tokens.ts";
import { loginWithPassword } from "#domain/login/password-login.ts";
import { findSession } from "#domain/login/session.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { boardOfContract } from "#domain/user-administration/board.ts";
import { reissueRefusal } from "#domain/user-administration/reissue.ts";
import { findUser, type User } from "#domain/user/users.ts";
import type { Result } from "#shared/result.ts";
import { loginWorld, ORIGIN } from "#test/support/login.ts";
import { acceptedValue } from "#test/support/population.ts";
import { giveMailAddress, identityOfUser, proveToReplace, queuedMails } from "#test/support/replacement.ts";
import { disownCertificate } from "./disown.ts";
import { certificateActs } from "./history.ts";

const world = await loginWorld();
const { context } = world;
const hisui = world.institution("hisui");
const daishin = world.institution("daishin");

const codeOf = (outcome: Result<unknown, Refusal>): string =>
  outcome.ok ? "accepted" : outcome.refusal.code;

const refreshed = async ({ reference }: User): Promise<User> => {
  const user = await findUser(context, reference);
  assert.ok(user);
  return user;
};

const later = (): void => context.clock.set(context.clock.now().add({ seconds: 1 }));

describe("everything of the ID ends", () => {
  test("certificates, sessions, pending enrolments, tokens, and the right to acquire", async () => {
    const user = await world.newUser("daishin", { loginMethod: "password" });
    const { serial } = await world.newCertificate(user.reference);
    later();
    const logged = acceptedValue(
      await loginWithPassword(context, {
        institution: daishin,
        values: identityOfUser(daishin, user),
        origin: ORIGIN,
      }),
    );
    const pending = await proveToReplace(context, daishin, user);
    acceptedValue(
      await createEnrollmentToken(context, {
        user: user.reference,
        actor: { kind: "staff", name: "counter" },
        validSeconds: 3_600,
      }),
    );
    const { revoked } = acceptedValue(
      await disownCertificate(context, { institution: daishin, user, serial, origin: ORIGIN }),
    );
    assert.deepEqual(
      revoked.map((record) => [record.serial, record.revocationReason]),
      [[serial, "keyCompromise"]],
    );
    assert.equal(await findSession(context, { institution: daishin, token: logged.token }), undefined);
    const request = { institution: daishin, claim: pending.claim, origin: ORIGIN };
    assert.equal(codeOf(await replacementToConfirm({ context }, request)), "ENROLLMENT_SESSION_FINISHED");
    const unused = await context.database.asOwner("select 1 from enrollment_token where used_at is null");
    assert.equal(unused.length, 0);
    assert.equal(
      codeOf(await acquisitionRight(context, daishin, await refreshed(user))),
      "ACQUISITION_STOPPED_NEEDS_ADMINISTRATOR",
    );
    assert.equal((await certificateActs(context, user.reference))[0]?.act, "disowned");
    const events = await world.auditOf(daishin.code);
    for (const event of [
      "user.acquisitionStopped",
      "certificate.revoked",
      "session.ended",
      "certificate.disowned",
    ])
      assert.ok(events.includes(event), event);
    assert.equal(
      codeOf((await proveToReplace(context, daishin, user)).next),
      "ACQUISITION_STOPPED_NEEDS_ADMINISTRATOR",
    );
  });

  test("twice, or after somebody revoked it: nothing more happens", async () => {
    const user = await world.newUser("hisui");
    const { serial } = await world.newCertificate(user.reference);
    const disowning = { institution: hisui, user, serial, origin: ORIGIN };
    const outcomes = await Promise.all([
      disownCertificate(context, disowning),
      disownCertificate(context, disowning),
    ]);
    assert.deepEqual(outcomes.map(codeOf).sort(), ["CERTIFICATE_NOT_DISOWNABLE", "accepted"]);
    assert.equal((await certificateActs(context, user.reference)).length, 1);
  });

  test("another's certificate is nobody's to disown", async () => {
    const user = await world.newUser("hisui");
    const other = await world.newUser("hisui");
    const { serial } = await world.newCertificate(other.reference);
    const disowning = { institution: hisui, user, serial, origin: ORIGIN };
    assert.equal(codeOf(await disownCertificate(context, disowning)), "CERTIFICATE_NOT_DISOWNABLE");
    assert.equal((await findCertificate(context, hisui.code, serial))?.state, "active");
    assert.equal((await refreshed(user)).acquisitionStoppedAt, undefined);
  });
});

describe("who gives the right again", () => {
  test("an administrator of the contract, where the policy says so; it lifts the stop", async () => {
    const administrator = await world.newUser("hisui", { role: "administrator" });
    const user = await world.newUser("hisui", { contractId: administrator.reference.contractId });
    const { serial } = await world.newCertificate(user.reference);
    later();
    acceptedValue(await disownCertificate(context, { institution: hisui, user, serial, origin: ORIGIN }));
    later();
    const board = await boardOfContract(context, hisui, user.reference.contractId);
    const entry = board.find((one) => one.user.reference.userId === user.reference.userId);
    assert.ok(entry);
    assert.equal(reissueRefusal({ institution: hisui, administrator }, entry), undefined);
    const given = await grantAcquisition(context, {
      institution: hisui,
      user: user.reference,
      actor: { kind: "user", user: administrator.reference },
    });
    assert.equal(codeOf(given), "accepted");
    assert.equal((await refreshed(user)).acquisitionStoppedAt, undefined);
    assert.equal(codeOf(await acquisitionRight(context, hisui, await refreshed(user))), "accepted");
  });

  test("only the institution, for a master", async () => {
    const master = await world.newUser("hisui", { role: "master" });
    const administrator = await world.newUser("hisui", {
      role: "administrator",
      contractId: master.reference.contractId,
    });
    const { serial } = await world.newCertificate(master.reference);
    acceptedValue(
      await disownCertificate(context, { institution: hisui, user: master, serial, origin: ORIGIN }),
    );
    assert.equal(
      codeOf(await acquisitionRight(context, hisui, await refreshed(master))),
      "ACQUISITION_STOPPED_NEEDS_BRANCH",
    );
    const grant = { institution: hisui, user: master.reference };
    const byAdministrator = { kind: "user", user: administrator.reference } as const;
    assert.equal(
      codeOf(await grantAcquisition(context, { ...grant, actor: byAdministrator })),
      "ACQUISITION_GRANT_FORBIDDEN",
    );
    const byStaff = { kind: "staff", name: "counter" } as const;
    assert.equal(codeOf(await grantAcquisition(context, { ...grant, actor: byStaff })), "accepted");
  });
});

test("the user and every administrator are told by mail, without links", async () => {
  const master = await world.newUser("hisui", { role: "master" });
  const user = await world.newUser("hisui", { contractId: master.reference.contractId });
  await giveMailAddress(context.database, master, "zmaster@mail.example");
  await giveMailAddress(context.database, user, "zuser@mail.example");
  const { serial } = await world.newCertificate(user.reference);
  acceptedValue(
    await disownCertificate(context, {
      institution: hisui,
      user: await refreshed(user),
      serial,
      origin: ORIGIN,
    }),
  );
  const mails = (await queuedMails(context.database)).filter(({ to }) => to.startsWith("z"));
  assert.deepEqual(
    mails.map(({ to }) => to),
    ["zmaster@mail.example", "zuser@mail.example"],
  );
  for (const { subject, text } of mails) {
    assert.match(subject, /重要/);
    assert.doesNotMatch(text, /https?:|www\./);
    assert.match(text, new RegExp(serial));
  }
});
