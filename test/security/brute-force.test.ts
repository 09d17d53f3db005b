import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import { verifySecret } from "#domain/credential/credentials.ts";
import { startToken } from "#domain/second-factor/one-time-password/start-of-use.ts";
import { verifyOneTimePassword } from "#domain/second-factor/one-time-password/verify.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, loginWorld, ORIGIN } from "#test/support/login.ts";
import {
  contractOneTimePasswords,
  handOut,
  newToken,
  testSecretBox,
  wrongValue,
} from "#test/support/one-time-passwords.ts";
import { acceptedValue } from "#test/support/population.ts";

/**
 * Guessing each secret whose failures a policy counts (`lockout` of the policy, so that a new secret asks for a line
 * here): one after another, many at once, and on after the temporary stops.
 */

const world = await loginWorld();
const { clock } = world.context;
const quick = { temporaryStopFailures: 4, temporaryStopSeconds: 600, permanentAfterTemporaryStops: 2 };

const stricter = (policy: InstitutionPolicy): InstitutionPolicy => ({
  ...policy,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same keys with the same kind of value
  lockout: Object.fromEntries(
    Object.keys(policy.lockout).map((kind) => [kind, quick]),
  ) as unknown as InstitutionPolicy["lockout"],
});

const institution = stricter(world.institution("akagi"));
const context = {
  ...world.context,
  institutions: createRegistry([institution]),
  secretBox: testSecretBox(),
};

/** A secret of a new user's: what it says to a wrong and to the right one. */
interface Lock {
  readonly wrong: () => Promise<Result<unknown, Refusal>>;
  readonly right: () => Promise<Result<unknown, Refusal>>;
}

const secretLock = (kind: "login" | "confirmation", right: string) => async (): Promise<Lock> => {
  const user = await world.newUser("akagi");
  const ask = (secret: string) => () => verifySecret(context, { user, kind, secret, origin: ORIGIN });
  return { wrong: ask("machigai99"), right: ask(right) };
};

const oneTimePasswordLock = async (): Promise<Lock> => {
  const user = await world.newUser("akagi");
  await contractOneTimePasswords(context, institution, user);
  const token = newToken();
  await handOut(context, institution, user, [token]);
  const started = { institution, user, origin: ORIGIN };
  acceptedValue(
    await startToken(context, started, { serial: token.serial, value: token.shows(clock.now()) }),
  );
  // The value of the start of use is used up.
  clock.advance({ minutes: 5 });
  const ask = (value: () => string) => () =>
    verifyOneTimePassword(context, { institution, user, origin: ORIGIN }, value());
  return {
    wrong: ask(() => wrongValue(token, clock.now())),
    right: ask(() => token.shows(clock.now())),
  };
};

const locks: Readonly<Record<string, () => Promise<Lock>>> = {
  login: secretLock("login", LOGIN_PASSWORD),
  confirmation: secretLock("confirmation", CONFIRMATION_PASSWORD),
  oneTimePassword: oneTimePasswordLock,
};

/** Counted secrets that are attacked in the same ways beside their code. */
const attackedElsewhere: Readonly<Record<string, string>> = {
  transactionAuthentication:
    "src/domain/second-factor/transaction-authentication/transaction-authentication.test.ts",
  additionalAuthentication:
    "src/domain/second-factor/additional-authentication/additional-authentication.test.ts",
  userRegistrationCode: "src/domain/second-factor/user-registration-code/user-registration-code.test.ts",
};

const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? "accepted" : result.refusal.code);

test("every secret that a policy counts is tried, here or beside its code", async () => {
  const tried = [...Object.keys(locks), ...Object.keys(attackedElsewhere)];
  for (const { id, lockout } of world.context.institutions.all)
    assert.deepEqual(Object.keys(lockout).toSorted(), tried.toSorted(), id);
  for (const file of Object.values(attackedElsewhere)) {
    const text = await readFile(join(import.meta.dirname, "../..", file), "utf8");
    assert.match(text, /CREDENTIAL_STOPPED_TEMPORARILY|CREDENTIAL_STOPPED/, file);
  }
});

for (const [kind, make] of Object.entries(locks)) {
  describe(kind, () => {
    test("one after another: stopped, so that the right one is refused too; then for good", async () => {
      const { wrong, right } = await make();
      let guesses = 0;
      for (let stop = 1; stop <= quick.permanentAfterTemporaryStops; stop += 1) {
        for (let failure = 1; failure < quick.temporaryStopFailures; failure += 1) {
          assert.doesNotMatch(
            codeOf(await wrong()),
            /^(?:accepted|CREDENTIAL_STOPPED.*)$/,
            `guess ${guesses}`,
          );
          guesses += 1;
        }
        const isLast = stop === quick.permanentAfterTemporaryStops;
        const stopped = isLast ? "CREDENTIAL_STOPPED" : "CREDENTIAL_STOPPED_TEMPORARILY";
        assert.equal(codeOf(await wrong()), stopped);
        assert.equal(codeOf(await right()), stopped, "the right one is not looked at");
        clock.advance({ seconds: quick.temporaryStopSeconds + 60 });
      }
      assert.equal(codeOf(await right()), "CREDENTIAL_STOPPED", "for good");
      clock.advance({ hours: 24 * 90 });
      assert.equal(codeOf(await right()), "CREDENTIAL_STOPPED", "time alone does not lift it");
    });

    test("many at once: no more are compared than one after another", async () => {
      const { wrong, right } = await make();
      const codes = (await Promise.all(Array.from({ length: 25 }, wrong))).map(codeOf);
      const compared = codes.filter((code) => !code.startsWith("CREDENTIAL_STOPPED"));
      assert.ok(compared.length < quick.temporaryStopFailures, codes.join(" "));
      assert.match(codeOf(await right()), /^CREDENTIAL_STOPPED/);
    });

    test("the right one is taken, and forgets the failures before it", async () => {
      const { wrong, right } = await make();
      for (let round = 0; round < 3; round += 1) {
        for (let failure = 1; failure < quick.temporaryStopFailures; failure += 1) await wrong();
        assert.equal(codeOf(await right()), "accepted", `round ${round}`);
        clock.advance({ minutes: 5 });
      }
    });

    test("one user's failures stop nobody else's secret", async () => {
      const { wrong } = await make();
      const { right } = await make();
      for (let failure = 0; failure < 10; failure += 1) await wrong();
      assert.equal(codeOf(await right()), "accepted");
    });
  });
}

test("a one-time password is taken once, by whichever of many at once comes first", async () => {
  const { right } = await oneTimePasswordLock();
  const codes = (await Promise.all(Array.from({ length: 8 }, right))).map(codeOf);
  assert.equal(codes.filter((code) => code === "accepted").length, 1, codes.join(" "));
  assert.ok(codes.includes("OTP_ALREADY_USED"));
  assert.equal(codeOf(await right()), "OTP_ALREADY_USED");
});

test("the limits of every institution leave a guesser less than one chance in ten thousand", () => {
  // Six digits: what the weakest counted secret has. Three values are right at a time (RFC 6238 section 5.2).
  const space = 1_000_000 / 3;
  for (const { id, lockout } of world.context.institutions.all) {
    for (const [kind, limits] of Object.entries(lockout)) {
      const guesses = limits.temporaryStopFailures * limits.permanentAfterTemporaryStops;
      assert.ok(guesses / space < 1e-4, `${id}, ${kind}: ${guesses} guesses`);
    }
  }
});
