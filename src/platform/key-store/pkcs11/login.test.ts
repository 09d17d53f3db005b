import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import test from "node:test";
import { accepted, refused, type Result } from "#shared/result.ts";
import { softHsm } from "#test/support/softhsm.ts";
import { pinFromFile, PIN_MAX_CHARACTERS } from "../pin.ts";
import { CKF, CKR } from "./constants.ts";
import { CryptokiError } from "./cryptoki-error.ts";
import { sharedLibrary, type SharedLibrary } from "./library.ts";
import type { PinSource } from "./login.ts";
import { pkcs11KeyStore } from "./pkcs11-key-store.ts";

const hsm = softHsm();

/** A store with a PIN source, on the real token; `flags` and `answer` stand for a token that locks itself. */
const storeWith = (
  pin: PinSource,
  faults: { readonly flags?: number; readonly answer?: () => number | undefined } = {},
) => {
  const real = sharedLibrary(hsm.module);
  const tries = { logins: 0 };
  const library: SharedLibrary = {
    ...real,
    cryptoki: {
      ...real.cryptoki,
      call: async (name, ...values) => {
        if (name === "C_Login") {
          tries.logins += 1;
          const forced = faults.answer?.();
          if (forced !== undefined) throw new CryptokiError(name, forced);
        }
        await real.cryptoki.call(name, ...values);
        const [, info] = values;
        if (name === "C_GetTokenInfo" && Buffer.isBuffer(info)) {
          info.writeBigUInt64LE(info.readBigUInt64LE(96) | BigInt(faults.flags ?? 0), 96);
        }
      },
    },
  };
  const store = pkcs11KeyStore({ ...hsm.options, pin, library: () => library });
  return {
    tries,
    close: () => store.close(),
    code: async (): Promise<string> => {
      const outcome = await store.signer(store.referenceOf("nobody"));
      return outcome.ok ? "ok" : outcome.refusal.code;
    },
  };
};

const pinOf = (value: string, isTypedIn = false): PinSource => ({
  read: () => Promise.resolve(accepted(value)),
  isTypedIn,
});

test("PIN_WRONG: a refused PIN is never tried again, another one is", async () => {
  let pin: Result<string, string> = accepted("wrong-pin");
  const store = storeWith({ read: () => Promise.resolve(pin), isTypedIn: false });
  assert.equal(await store.code(), "PIN_WRONG");
  for (let count = 0; count < 20; count += 1) assert.equal(await store.code(), "PIN_WRONG");
  assert.equal(store.tries.logins, 1);
  pin = accepted(hsm.pin);
  assert.equal(await store.code(), "KEY_MISSING");
  assert.equal(store.tries.logins, 2);
  await store.close();
});

test("PIN_LOCKED: told by the login, and by the token beforehand", async () => {
  const locking = storeWith(pinOf("wrong-pin"), { answer: () => CKR.PIN_LOCKED });
  assert.equal(await locking.code(), "PIN_LOCKED");
  const locked = storeWith(pinOf(hsm.pin), { flags: CKF.USER_PIN_LOCKED });
  assert.equal(await locked.code(), "PIN_LOCKED");
  assert.equal(locked.tries.logins, 0);
});

test("PIN_LAST_TRY: left to a person", async () => {
  const unattended = storeWith(pinOf(hsm.pin), { flags: CKF.USER_PIN_FINAL_TRY });
  assert.equal(await unattended.code(), "PIN_LAST_TRY");
  assert.equal(unattended.tries.logins, 0);
  const attended = storeWith(pinOf(hsm.pin, true), { flags: CKF.USER_PIN_FINAL_TRY });
  assert.equal(await attended.code(), "KEY_MISSING");
  await attended.close();
});

test("PIN_UNAVAILABLE: no PIN, nothing is tried", async () => {
  const store = storeWith({ read: () => Promise.resolve(refused("there is none")), isTypedIn: false });
  assert.equal(await store.code(), "PIN_UNAVAILABLE");
  assert.equal(store.tries.logins, 0);
});

test("TOKEN_FAILED, TOKEN_FULL: whatever else the token says, by its name", async () => {
  for (const [value, code] of [
    [CKR.PIN_EXPIRED, "TOKEN_FAILED"],
    [CKR.USER_PIN_NOT_INITIALIZED, "TOKEN_FAILED"],
    [CKR.DEVICE_MEMORY, "TOKEN_FULL"],
    [0x8000_1234, "TOKEN_FAILED"],
  ] as const) {
    assert.equal(await storeWith(pinOf(hsm.pin), { answer: () => value }).code(), code);
  }
});

test("the PIN is the first line of a file that only its owner reads", async () => {
  assert.deepEqual(await pinFromFile(hsm.pinFile), accepted(hsm.pin));
  const path = `${hsm.pinFile}-other`;
  const refusalOf = async (): Promise<string> => {
    const read = await pinFromFile(path);
    return read.ok ? "read" : read.refusal;
  };
  assert.match(await refusalOf(), /cannot be read/);
  writeFileSync(path, "secret\n", { mode: 0o600 });
  chmodSync(path, 0o640);
  assert.match(await refusalOf(), /chmod 600/);
  chmodSync(path, 0o600);
  assert.equal(await refusalOf(), "read");
  for (const text of ["", "\nsecret", "x".repeat(PIN_MAX_CHARACTERS + 1)]) {
    writeFileSync(path, text);
    assert.match(await refusalOf(), /empty or has more/);
  }
});
