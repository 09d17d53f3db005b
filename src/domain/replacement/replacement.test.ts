import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { certificatesOfUser, findCertificate } from "#domain/certificate/certificates.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { acquisitionRight } from "#domain/enrollment/rights.ts";
import { confirmReplacement, replacementDone, replacementToConfirm } from "#domain/enrollment/replacement.ts";
import { answerStep, startSession } from "#domain/enrollment/sessions.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import { findUser, type User } from "#domain/user/users.ts";
import type { Result } from "#shared/result.ts";
import { loginWorld, ORIGIN } from "#test/support/login.ts";
import { acceptedValue } from "#test/support/population.ts";
import { giveMailAddress, proveToReplace, queuedMails } from "#test/support/replacement.ts";
import { certificateActs } from "./history.ts";
import { replaceOwn } from "./replace.ts";

const world = await loginWorld();
const { context } = world;
const services = { context };
const hisui = world.institution("hisui");

const codeOf = (outcome: Result<unknown, Refusal>): string =>
  outcome.ok ? "accepted" : outcome.refusal.code;

const refreshed = async ({ reference }: User): Promise<User> => {
  const user = await findUser(context, reference);
  assert.ok(user);
  return user;
};

const own = (institution: InstitutionPolicy, user: User, serial: string) =>
  replaceOwn(context, { institution, user: user.reference, serial, reason: "newPc", origin: ORIGIN });

const confirm = (
  institution: InstitutionPolicy,
  claim: Parameters<typeof confirmReplacement>[1]["claim"],
  reason: "newPc" | "lost" = "newPc",
) => confirmReplacement(services, { institution, claim, origin: ORIGIN, reason });

describe("without being logged in", () => {
  test("every proof, then what ends is shown, then it ends and the right is given at once", async () => {
    const user = await world.newUser("hisui");
    const { serial } = await world.newCertificate(user.reference);
    context.clock.set(context.clock.now().add({ seconds: 1 }));
    const { claim, next } = await proveToReplace(context, hisui, user);
    assert.equal(next.ok && next.value.kind === "ask" ? next.value.ask : "", "replacement");
    const request = { institution: hisui, claim, origin: ORIGIN };
    const shown = acceptedValue(await replacementToConfirm(services, request));
    assert.equal(shown.certificate.serial, serial);
    assert.equal((await findCertificate(context, hisui.code, serial))?.state, "active", "nothing yet");
    assert.equal(codeOf(await replacementDone(services, request)), "ENROLLMENT_STEP_OUT_OF_ORDER");

    const replaced = acceptedValue(await confirm(hisui, claim, "lost"));
    assert.equal(replaced.certificate.serial, serial);
    const record = await findCertificate(context, hisui.code, serial);
    assert.equal(record?.state, "revoked");
    assert.equal(record?.revocationReason, "keyCompromise");
    const right = acceptedValue(await acquisitionRight(context, hisui, await refreshed(user)));
    assert.equal(right.basis, "granted");
    assert.equal(acceptedValue(await replacementDone(services, request)).certificate.serial, serial);
    assert.deepEqual(
      (await certificateActs(context, user.reference)).map(({ act, wasLoggedIn }) => [act, wasLoggedIn]),
      [["replaced", false]],
    );
    const events = await world.auditOf(hisui.code);
    for (const event of ["certificate.revoked", "user.acquisitionGranted", "certificate.replaced"])
      assert.ok(events.includes(event), event);
    // The session is over: nobody goes on with it.
    assert.equal(codeOf(await confirm(hisui, claim)), "ENROLLMENT_SESSION_FINISHED");
  });

  test("abandoned before the confirmation, nothing is lost", async () => {
    const user = await world.newUser("minato");
    const minato = world.institution("minato");
    const { serial } = await world.newCertificate(user.reference);
    const { next } = await proveToReplace(context, minato, user);
    assert.ok(next.ok);
    assert.equal((await findCertificate(context, minato.code, serial))?.state, "active");
    assert.equal((await refreshed(user)).acquisitionGrantedAt, null);
  });

  test("confirmed before all proofs: out of order", async () => {
    const started = acceptedValue(
      await startSession(services, {
        institution: hisui,
        purpose: { kind: "replace" },
        client: { version: "1", deviceName: "", osUser: "", keyStoreKind: "nss" },
        origin: ORIGIN,
      }),
    );
    const claim = { sessionId: started.sessionId, token: started.token };
    assert.equal(codeOf(await confirm(hisui, claim)), "ENROLLMENT_STEP_OUT_OF_ORDER");
  });

  test("in the issuing application the word must be typed, and the session goes on to the request", async () => {
    const user = await world.newUser("hisui");
    const { serial } = await world.newCertificate(user.reference);
    const { claim } = await proveToReplace(context, hisui, user);
    const answer = (confirmation: string) =>
      answerStep(services, {
        institution: hisui,
        claim,
        origin: ORIGIN,
        ask: "replacement",
        values: { confirmation },
      });
    assert.equal(codeOf(await answer("いいえ")), "REPLACEMENT_NOT_CONFIRMED");
    assert.equal((await findCertificate(context, hisui.code, serial))?.state, "active");
    const next = acceptedValue(await answer(" ＹＥＳ "));
    assert.equal(next.kind, "request");
    assert.equal((await findCertificate(context, hisui.code, serial))?.state, "revoked");
  });

  test("an unknown ID and a wrong password get the same answer", async () => {
    const user = await world.newUser("hisui");
    const nobody = { ...user, loginId: "nobody99" };
    const stranger = await proveToReplace(context, hisui, nobody);
    assert.equal(codeOf(stranger.next), "CREDENTIAL_REFUSED");
  });
});

describe("who may not", () => {
  const cases = [
    ["yukiguni", "user", "REPLACEMENT_NEEDS_ADMINISTRATOR"],
    ["yukiguni", "administrator", "REPLACEMENT_NEEDS_INSTITUTION"],
    ["minato", "administrator", "REPLACEMENT_NEEDS_INSTITUTION"],
    ["akagi", "master", "REPLACEMENT_NEEDS_INSTITUTION"],
  ] as const;
  for (const [id, role, code] of cases)
    test(`${id}, ${role}: ${code}, told after all proofs and whoever asks`, async () => {
      const institution = world.institution(id);
      const user = await world.newUser(id, { role });
      const { serial } = await world.newCertificate(user.reference);
      assert.equal(codeOf((await proveToReplace(context, institution, user)).next), code);
      assert.equal(codeOf(await own(institution, user, serial)), code);
      assert.equal((await findCertificate(context, institution.code, serial))?.state, "active");
    });

  test("where the institution wants a login, nobody begins without", async () => {
    const strict = { ...hisui, replacement: { ...hisui.replacement, withoutLogin: false } };
    const started = await startSession(services, {
      institution: strict,
      purpose: { kind: "replace" },
      client: { version: "1", deviceName: "", osUser: "", keyStoreKind: "nss" },
      origin: ORIGIN,
    });
    assert.equal(codeOf(started), "REPLACEMENT_NEEDS_LOGIN");
    const user = await world.newUser("hisui");
    const { serial } = await world.newCertificate(user.reference);
    assert.equal(codeOf(await own(strict, user, serial)), "accepted");
  });

  test("nothing in use: nothing to replace; an expired one needs no revocation either", async () => {
    const user = await world.newUser("hisui");
    assert.equal(codeOf((await proveToReplace(context, hisui, user)).next), "NOTHING_TO_REPLACE");
    const other = await world.newUser("hisui");
    const notAfter = context.clock.now().subtract({ hours: 1 });
    await world.newCertificate(other.reference, { notAfter });
    assert.equal(codeOf((await proveToReplace(context, hisui, other)).next), "NOTHING_TO_REPLACE");
  });

  test("a suspended user", async () => {
    const user = await world.newUser("hisui");
    const { serial } = await world.newCertificate(user.reference);
    await context.database.inInstitution(hisui.code, (tx) =>
      suspendUser(tx, {
        user: user.reference,
        at: context.clock.now(),
        actor: { kind: "system", name: "test" },
      }),
    );
    assert.equal(codeOf(await own(hisui, user, serial)), "USER_SUSPENDED");
  });

  test("a certificate that changed after it was shown: nothing happens", async () => {
    const user = await world.newUser("hisui");
    const { serial } = await world.newCertificate(user.reference);
    const { claim } = await proveToReplace(context, hisui, user);
    await revokeCertificate(context, {
      institution: hisui,
      serial,
      reason: "unspecified",
      actor: { kind: "staff", name: "counter" },
    });
    assert.equal(codeOf(await confirm(hisui, claim)), "REPLACEMENT_OVERTAKEN");
    const second = await world.newCertificate(user.reference);
    assert.equal(codeOf(await own(hisui, user, serial)), "REPLACEMENT_OVERTAKEN");
    assert.equal((await findCertificate(context, hisui.code, second.serial))?.state, "active");
    assert.equal((await refreshed(user)).acquisitionGrantedAt, null);
  });
});

describe("a waiting period", () => {
  const waiting = { ...hisui, replacement: { ...hisui.replacement, waitSeconds: 3_600 } };

  test("holds the new certificate back after a replacement without login, until an administrator issues", async () => {
    const user = await world.newUser("hisui");
    await world.newCertificate(user.reference);
    const { claim } = await proveToReplace(context, waiting, user);
    const { opensAt } = acceptedValue(await confirm(waiting, claim));
    assert.ok(opensAt?.equals(context.clock.now().add({ seconds: 3_600 })));
    const refusal = await acquisitionRight(context, waiting, await refreshed(user));
    assert.equal(codeOf(refusal), "ACQUISITION_WAITS");
    assert.match(JSON.stringify(refusal), /"opens":"\d{4}-\d{2}-\d{2} \d{2}:\d{2}"/);
    assert.ok(opensAt);
    const later = { ...context, clock: { now: () => opensAt } };
    assert.ok((await acquisitionRight(later, waiting, await refreshed(user))).ok);
  });

  test("does not concern whoever is logged in", async () => {
    const user = await world.newUser("hisui");
    const { serial } = await world.newCertificate(user.reference);
    assert.equal(acceptedValue(await own(waiting, user, serial)).opensAt, undefined);
    assert.ok((await acquisitionRight(context, waiting, await refreshed(user))).ok);
  });
});

test("the owner and every administrator of the contract are told by mail, without links", async () => {
  const master = await world.newUser("hisui", { role: "master" });
  const { contractId } = master.reference;
  const administrator = await world.newUser("hisui", { role: "administrator", contractId });
  const colleague = await world.newUser("hisui", { contractId });
  const user = await world.newUser("hisui", { contractId });
  const people = { master, administrator, colleague, user };
  for (const [name, person] of Object.entries(people))
    await giveMailAddress(context.database, person, `${name}@mail.example`);
  const { serial } = await world.newCertificate(user.reference);
  const before = (await queuedMails(context.database)).length;
  acceptedValue(await own(hisui, user, serial));
  const mails = (await queuedMails(context.database)).slice(before);
  assert.deepEqual(
    mails.map(({ to }) => to),
    ["administrator@mail.example", "master@mail.example", "user@mail.example"],
  );
  for (const { text } of mails) {
    assert.doesNotMatch(text, /https?:|www\./);
    assert.match(text, /192\.0\.2\.1/);
    assert.match(text, new RegExp(serial));
  }
  assert.match(mails[2]?.subject ?? "", /パソコンの入れ替え/);
  assert.match(mails[1]?.text ?? "", /試験 太郎 \(us\*\*\*\*/);
});

describe("at the same time", () => {
  test("replaced twice at once: one does it, the other changes nothing", async () => {
    for (let round = 0; round < 8; round += 1) {
      const user = await world.newUser("hisui");
      const { serial } = await world.newCertificate(user.reference);
      const first = await proveToReplace(context, hisui, user);
      const second = await proveToReplace(context, hisui, user);
      const codes = await Promise.all([
        confirm(hisui, first.claim),
        confirm(hisui, second.claim),
        confirm(hisui, first.claim),
        own(hisui, user, serial),
      ]).then((outcomes) => outcomes.map(codeOf));
      assert.equal(codes.filter((code) => code === "accepted").length, 1, codes.join());
      for (const code of codes)
        assert.match(
          code,
          /^(accepted|REPLACEMENT_OVERTAKEN|ENROLLMENT_STEP_OUT_OF_ORDER|ENROLLMENT_SESSION_FINISHED)$/,
        );
      assert.equal((await certificateActs(context, user.reference)).length, 1);
    }
  });

  test("while an administrator revokes: revoked once, and the right is given or refused as a whole", async () => {
    for (let round = 0; round < 8; round += 1) {
      const user = await world.newUser("hisui");
      const { serial } = await world.newCertificate(user.reference);
      const { claim } = await proveToReplace(context, hisui, user);
      const [replaced, revoked] = await Promise.all([
        confirm(hisui, claim),
        revokeCertificate(context, {
          institution: hisui,
          serial,
          reason: "unspecified",
          actor: { kind: "staff", name: "counter" },
        }),
      ]);
      assert.notEqual(replaced.ok, revoked.ok);
      const wasGiven = (await refreshed(user)).acquisitionGrantedAt !== null;
      assert.equal(wasGiven, replaced.ok);
      const states = (await certificatesOfUser(context, user.reference)).map(({ state }) => state);
      assert.deepEqual(states, ["revoked"]);
    }
  });
});
