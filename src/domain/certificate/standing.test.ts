import assert from "node:assert/strict";
import test from "node:test";
import { suspendUser } from "#domain/user/suspend.ts";
import { newSmallAuthority } from "#pki/testing/small-authority.ts";
import { certificateWorld, ORIGIN } from "#test/support/certificates.ts";
import { revokeCertificate } from "./revoke.ts";
import { certificateStanding, standingAfterHandshake } from "./standing.ts";
import { undoUnconfirmed } from "./undo.ts";

const world = await certificateWorld();
const { context } = world;
const { clock, database } = context;
const hisui = world.institution("hisui");
const STAFF = { kind: "staff", name: "counter" } as const;

const standingOf = async (der: Buffer, institution = hisui): Promise<string> => {
  const standing = await certificateStanding(context, institution, der);
  return standing.kind === "usable" ? "usable" : standing.code;
};

test("an active certificate is usable until its last second", async () => {
  const user = await world.newUser("hisui");
  const { certificate, serial, notAfter } = await world.activate(user);
  assert.deepEqual(await certificateStanding(context, hisui, certificate), {
    kind: "usable",
    user: user.reference,
    serial,
    notAfter,
  });
  clock.set(notAfter);
  assert.equal(await standingOf(certificate), "usable");
  clock.advance({ seconds: 1 });
  assert.equal(await standingOf(certificate), "CERTIFICATE_EXPIRED");
  await world.activate(user);
  assert.equal(await standingOf(certificate), "CERTIFICATE_EXPIRED");
});

test("a changed octet makes it somebody else's certificate", async () => {
  const { certificate } = await world.activate(await world.newUser("hisui"));
  const changed = Buffer.from(certificate);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  assert.equal(await standingOf(changed), "CERTIFICATE_UNKNOWN_ISSUER");
});

test("revoked, superseded, not confirmed, undone: each by its name", async () => {
  const user = await world.newUser("hisui");
  const issued = await world.issue(user);
  assert.equal(await standingOf(issued.certificate), "CERTIFICATE_NOT_CONFIRMED");
  clock.set(issued.confirmBefore.add({ seconds: 1 }));
  await undoUnconfirmed(context);
  assert.equal(await standingOf(issued.certificate), "CERTIFICATE_NOT_CONFIRMED");
  const first = await world.activate(user);
  const second = await world.activate(user, { supersedesSerial: first.serial });
  assert.equal(await standingOf(first.certificate), "CERTIFICATE_SUPERSEDED");
  assert.equal(await standingOf(second.certificate), "usable");
  await revokeCertificate(context, {
    institution: hisui,
    serial: second.serial,
    reason: "unspecified",
    actor: STAFF,
  });
  assert.equal(await standingOf(second.certificate), "CERTIFICATE_REVOKED");
});

test("a certificate of another institution says so and no more; one of nobody here is of an unknown issuer", async () => {
  const { certificate } = await world.activate(await world.newUser("akagi"));
  const standing = await certificateStanding(context, hisui, certificate);
  assert.equal(standing.kind === "refused" && standing.code, "CERTIFICATE_OF_OTHER_INSTITUTION");
  assert.equal("user" in standing, false);
  const { client } = await newSmallAuthority();
  assert.equal(await standingOf(client.der), "CERTIFICATE_UNKNOWN_ISSUER");
  assert.equal(await standingOf(Buffer.alloc(0)), "CERTIFICATE_UNKNOWN_ISSUER");
});

test("a suspended user's certificate is refused", async () => {
  const user = await world.newUser("hisui");
  const { certificate } = await world.activate(user);
  await database.inInstitution("9001", (tx) =>
    suspendUser(tx, { user: user.reference, at: clock.now(), actor: STAFF }),
  );
  assert.equal(await standingOf(certificate), "USER_SUSPENDED");
});

test("the first handshake confirms what is to be confirmed by a handshake, in time, and nothing else", async () => {
  const after = async (der: Buffer): Promise<string> => {
    const standing = await standingAfterHandshake(context, hisui, der, ORIGIN);
    return standing.kind === "usable" ? "usable" : standing.code;
  };
  const bySignature = await world.issue(await world.newUser("hisui"));
  assert.equal(await after(bySignature.certificate), "CERTIFICATE_NOT_CONFIRMED");
  const user = await world.newUser("hisui");
  const byHandshake = await world.issue(user, { confirmationMethod: "handshake" });
  assert.equal(await standingOf(byHandshake.certificate), "CERTIFICATE_NOT_CONFIRMED");
  assert.equal(await after(byHandshake.certificate), "usable");
  assert.equal(await standingOf(byHandshake.certificate), "usable");
  const late = await world.issue(await world.newUser("hisui"), { confirmationMethod: "handshake" });
  clock.set(late.confirmBefore.add({ seconds: 1 }));
  assert.equal(await after(late.certificate), "CERTIFICATE_NOT_CONFIRMED");
});
