import assert from "node:assert/strict";
import { mkdirSync, renameSync } from "node:fs";
import test from "node:test";
import { isSignatureValid } from "#pki/certificate/verify.ts";
import { SignerUnavailableError, type Signer } from "#pki/signer.ts";
import { softHsm } from "#test/support/softhsm.ts";
import { CKR } from "./constants.ts";
import { CryptokiError } from "./cryptoki-error.ts";
import { readUlong, ulong, type CryptokiFunction } from "./cryptoki.ts";
import { sharedLibrary, type SharedLibrary } from "./library.ts";
import { pkcs11KeyStore, type Pkcs11KeyStore } from "./pkcs11-key-store.ts";
import { MOST_WAITING } from "./session-pool.ts";

const hsm = softHsm();
const DATA = Buffer.from("to be signed");

const isGood = async (signer: Signer): Promise<boolean> => {
  const { publicKeyInfo, signatureAlgorithm } = signer;
  return isSignatureValid({
    publicKeyInfo,
    signatureAlgorithm,
    data: DATA,
    signature: await signer.sign(DATA),
  });
};

/** The real library, with eyes on every call, and answers of its own where `answer` gives one. */
const watched = (answer: (name: CryptokiFunction) => number | undefined = () => undefined) => {
  const calls = new Map<CryptokiFunction, number>();
  const underWay = new Map<CryptokiFunction, number>();
  const most = new Map<CryptokiFunction, number>();
  const add = (counts: Map<CryptokiFunction, number>, name: CryptokiFunction, more: number): number => {
    const count = (counts.get(name) ?? 0) + more;
    counts.set(name, count);
    return count;
  };
  const real = sharedLibrary(hsm.module);
  const library: SharedLibrary = {
    ...real,
    cryptoki: {
      ...real.cryptoki,
      call: async (name, ...values) => {
        add(calls, name, 1);
        const forced = answer(name);
        if (forced !== undefined) throw new CryptokiError(name, forced);
        most.set(name, Math.max(most.get(name) ?? 0, add(underWay, name, 1)));
        try {
          await real.cryptoki.call(name, ...values);
        } finally {
          add(underWay, name, -1);
        }
      },
    },
  };
  return {
    library: () => library,
    calls: (name: CryptokiFunction): number => calls.get(name) ?? 0,
    mostAtOnce: (name: CryptokiFunction): number => most.get(name) ?? 0,
  };
};

let keys = 0;
/** A fresh key in a store of its own. */
const signerOf = async (store: Pkcs11KeyStore): Promise<Signer> => {
  keys += 1;
  const made = await store.generate(store.referenceOf(`pool-${keys}`), "P-256");
  if (!made.ok) assert.fail(`${made.refusal.code}: ${made.refusal.detail}`);
  return made.value;
};

const unavailable = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SignerUnavailableError, String(error));
  assert.match(error.message, pattern);
  return true;
};

test("200 signatures at once go through 4 sessions, and all are good", async (t) => {
  const { library, calls, mostAtOnce } = watched();
  const store = pkcs11KeyStore({ ...hsm.options, sessions: 4, library });
  t.after(() => store.close());
  const signer = await signerOf(store);
  const signatures = await Promise.all(Array.from({ length: 200 }, () => isGood(signer)));
  assert.deepEqual(new Set(signatures), new Set([true]));
  assert.ok(mostAtOnce("C_Sign") <= 4 && mostAtOnce("C_Sign") > 1);
  // Four to sign with and one that wrote.
  assert.equal(calls("C_OpenSession"), 5);
  assert.equal(calls("C_Login"), 1);
});

test("signing waits in a thread of its own", async (t) => {
  const store = pkcs11KeyStore({ ...hsm.options });
  t.after(() => store.close());
  const signer = await signerOf(store);
  const order: string[] = [];
  const signed = signer.sign(DATA).then(() => order.push("signed"));
  setImmediate(() => order.push("the loop goes on"));
  await signed;
  assert.deepEqual(order, ["the loop goes on", "signed"]);
});

test("more than can ever be wanted are not hoarded", async (t) => {
  const store = pkcs11KeyStore({ ...hsm.options, sessions: 1 });
  t.after(() => store.close());
  const signer = await signerOf(store);
  const outcomes = await Promise.allSettled(
    Array.from({ length: MOST_WAITING + 3 }, () => signer.sign(DATA)),
  );
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(refused.length, 2);
  assert.ok(refused.every((outcome) => outcome.reason instanceof SignerUnavailableError));
});

for (const name of [
  "DEVICE_REMOVED",
  "TOKEN_NOT_PRESENT",
  "SESSION_HANDLE_INVALID",
  "USER_NOT_LOGGED_IN",
  "KEY_HANDLE_INVALID",
  "CRYPTOKI_NOT_INITIALIZED",
] as const) {
  test(`CKR_${name} once: the token is opened anew and the signature made`, async (t) => {
    let faults = 0;
    const { library, calls } = watched((called) => {
      if (called !== "C_Sign" || faults === 0) return undefined;
      faults -= 1;
      return CKR[name];
    });
    const store = pkcs11KeyStore({ ...hsm.options, library });
    t.after(() => store.close());
    const signer = await signerOf(store);
    const logins = calls("C_Login");
    faults = 1;
    assert.ok(await isGood(signer));
    assert.equal(calls("C_Login"), logins + 1);
  });
}

test("lost for good: told after one more try, and good again when it is back", async (t) => {
  let isGone = false;
  const { library, calls } = watched((called) =>
    isGone && called === "C_Sign" ? CKR.DEVICE_REMOVED : undefined,
  );
  const store = pkcs11KeyStore({ ...hsm.options, library });
  t.after(() => store.close());
  const signer = await signerOf(store);
  isGone = true;
  const before = calls("C_Sign");
  await assert.rejects(signer.sign(DATA), unavailable(/CKR_DEVICE_REMOVED/));
  assert.equal(calls("C_Sign"), before + 2);
  isGone = false;
  assert.ok(await isGood(signer));
});

test("an answer that is no loss is not asked for again", async (t) => {
  let isFaulty = false;
  const { library, calls } = watched((called) =>
    isFaulty && called === "C_Sign" ? CKR.DATA_LEN_RANGE : undefined,
  );
  const store = pkcs11KeyStore({ ...hsm.options, library });
  t.after(() => store.close());
  const signer = await signerOf(store);
  isFaulty = true;
  const before = calls("C_Sign");
  await assert.rejects(signer.sign(DATA), /CKR_DATA_LEN_RANGE/);
  assert.equal(calls("C_Sign"), before + 1);
  isFaulty = false;
  assert.ok(await isGood(signer));
});

test("all sessions closed under 100 signatures: each of them is made", async (t) => {
  const store = pkcs11KeyStore({ ...hsm.options });
  t.after(() => store.close());
  const signer = await signerOf(store);
  const { cryptoki } = sharedLibrary(hsm.module);
  const slots = Buffer.alloc(64);
  await cryptoki.call("C_GetSlotList", 1, slots, ulong(8));
  const all = Array.from({ length: 100 }, () => isGood(signer));
  await cryptoki.call("C_CloseAllSessions", readUlong(slots));
  assert.deepEqual(new Set(await Promise.all(all)), new Set([true]));
});

test("the library ended by other code of the process: it is begun anew", async (t) => {
  const store = pkcs11KeyStore({ ...hsm.options });
  t.after(() => store.close());
  const signer = await signerOf(store);
  await sharedLibrary(hsm.module).cryptoki.call("C_Finalize", null);
  assert.ok(await isGood(signer));
});

test("the token's store taken away and brought back", async (t) => {
  const store = pkcs11KeyStore({ ...hsm.options });
  t.after(() => store.close());
  const signer = await signerOf(store);
  renameSync(hsm.tokenDirectory, `${hsm.tokenDirectory}.away`);
  await assert.rejects(signer.sign(DATA), unavailable(/./));
  renameSync(`${hsm.tokenDirectory}.away`, hsm.tokenDirectory);
  assert.ok(await isGood(signer));
});

test("KEY_UNUSABLE: another token of the same name came in its place", async (t) => {
  const store = pkcs11KeyStore({ ...hsm.options });
  t.after(() => store.close());
  const signer = await signerOf(store);
  const name = store.referenceOf(`pool-${keys}`);
  renameSync(hsm.tokenDirectory, `${hsm.tokenDirectory}.old`);
  mkdirSync(hsm.tokenDirectory);
  hsm.initializeToken(hsm.label);
  await sharedLibrary(hsm.module).restart();
  await assert.rejects(signer.sign(DATA), unavailable(/KEY_MISSING/));
  const impostor = await store.generate(name, "P-256");
  if (!impostor.ok) assert.fail(`${impostor.refusal.code}: ${impostor.refusal.detail}`);
  await assert.rejects(signer.sign(DATA), unavailable(/KEY_UNUSABLE: .* another key/));
});
