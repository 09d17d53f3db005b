import assert from "node:assert/strict";
import test from "node:test";
import { endPasswordLogin } from "../contract/contracts.ts";
import type { User } from "../user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, loginWorld, ORIGIN, START } from "#test/support/login.ts";
import { loginHistory } from "./history.ts";
import { loginWithPassword } from "./password-login.ts";
import { findSession } from "./session.ts";

const world = await loginWorld();
const { context } = world;

const logIn = async (institutionId: string, values: Record<string, string>): Promise<string> => {
  const institution = world.institution(institutionId);
  const result = await loginWithPassword(context, { institution, values, origin: ORIGIN });
  if (!result.ok) return result.refusal.code;
  const session = await findSession(context, { institution, token: result.value.token });
  assert.equal(session?.method, "password");
  assert.equal(session?.certificateSerial, null);
  return "session";
};

const values = (user: User, loginPassword = LOGIN_PASSWORD): Record<string, string> => ({
  loginId: user.loginId ?? "",
  loginPassword,
});

const endFor = (institutionId: string, user: User): Promise<void> => {
  const institution = world.institution(institutionId);
  return context.database.inInstitution(institution.code, (tx) =>
    endPasswordLogin(tx, institution, user, { at: START, actor: { kind: "user", user: user.reference } }),
  );
};

test("ID and password give a session where the policy offers it", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  assert.equal(await logIn("daishin", values(user)), "session");
});

test("the Shinkin family logs in with contract, user and PIN, without the confirmation PIN", async () => {
  const { reference } = await world.newUser("yukiguni", { loginMethod: "password" });
  const { contractId, userId } = reference;
  assert.equal(await logIn("yukiguni", { contractId, userId, pin: LOGIN_PASSWORD }), "session");
  const wrong = { contractId, userId, pin: CONFIRMATION_PASSWORD };
  assert.equal(await logIn("yukiguni", wrong), "CREDENTIAL_REFUSED");
});

test("where the policy does not offer it, nothing is even looked up", async () => {
  const user = await world.newUser("hisui");
  assert.equal(await logIn("hisui", values(user)), "PASSWORD_LOGIN_NOT_OFFERED");
  assert.equal(await logIn("hisui", {}), "PASSWORD_LOGIN_NOT_OFFERED");
});

test("a wrong password and an unknown ID are refused alike", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  assert.equal(await logIn("daishin", values(user, "wrong1234")), "CREDENTIAL_REFUSED");
  const nobody = { loginId: "nobody99", loginPassword: LOGIN_PASSWORD };
  assert.equal(await logIn("daishin", nobody), "CREDENTIAL_REFUSED");
});

test("that it has ended is told only to whom it concerns", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  await endFor("daishin", user);
  assert.equal(await logIn("daishin", values(user, "wrong1234")), "CREDENTIAL_REFUSED");
  assert.equal(await logIn("daishin", values(user)), "PASSWORD_LOGIN_ENDED");
  const [record] = await loginHistory(context, user.reference, 1);
  assert.deepEqual(
    { method: record?.method, outcome: record?.outcome, refusalCode: record?.refusalCode },
    { method: "password", outcome: "refused", refusalCode: "PASSWORD_LOGIN_ENDED" },
  );
  assert.ok((await world.auditOf("9004")).includes("login.refused PASSWORD_LOGIN_ENDED"));
});

test("it ends by the institution's rule: for one, for all, or from the start", async () => {
  const one = await world.newUser("daishin", { loginMethod: "password", role: "master" });
  const colleague = await world.newUser("daishin", { contractId: one.reference.contractId });
  await endFor("daishin", one);
  assert.equal(await logIn("daishin", values(colleague)), "session");

  const administrator = await world.newUser("yukiguni", { loginMethod: "password", role: "administrator" });
  const { contractId } = administrator.reference;
  const user = await world.newUser("yukiguni", { contractId });
  const pin = { contractId, userId: user.reference.userId, pin: LOGIN_PASSWORD };
  assert.equal(await logIn("yukiguni", pin), "session");
  await endFor("yukiguni", administrator);
  assert.equal(await logIn("yukiguni", pin), "PASSWORD_LOGIN_ENDED");

  const fromStart = await world.newUser("akagi", { loginMethod: "certificate" });
  assert.equal(await logIn("akagi", values(fromStart)), "PASSWORD_LOGIN_ENDED");
});
