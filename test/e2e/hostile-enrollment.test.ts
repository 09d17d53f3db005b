import assert from "node:assert/strict";
import type { KeyObject } from "node:crypto";
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  sign,
  checkPrimeSync,
} from "node:crypto";
import { performance } from "node:perf_hooks";
import { before, test } from "node:test";
import fc from "fast-check";
import { checkedRequest } from "#domain/enrollment/checked-request.ts";
import { createEnrollmentToken } from "#domain/enrollment/tokens.ts";
import { buildCertificationRequest } from "#pki/csr/build.ts";
import { nameOf } from "#pki/name.ts";
import { softwareSigner } from "#pki/signer.ts";
import { newPrivateKey, newSmallAuthority } from "#pki/testing/small-authority.ts";
import {
  acquire,
  call,
  EnrollmentClient,
  identityOf,
  requestFor,
  startRaw,
  stepOf,
} from "#test/support/enrollment-client.ts";
import { enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import { est, estRequest } from "#test/support/est-client.ts";
import { acceptedValue } from "#test/support/population.ts";
import { errorResponseSchema } from "#wire/enrollment.ts";

/** What hostile clients send to the registration authority: each is refused with its code, and none slows the others. */

const world = await enrollmentWorld();
const { server, context } = world;
const hisui = world.institution("hisui");

let valid: Buffer;
before(async () => {
  valid = await requestFor(newPrivateKey("P-256"));
});

/** A session whose person is proved. */
const proved = async (institutionId = "hisui") => {
  const user = await world.newUser(institutionId);
  const client = await EnrollmentClient.start(server, institutionId);
  stepOf(await client.answer(identityOf(user)), "request");
  return { client, user };
};

const submit = async (client: EnrollmentClient, pkcs10: Buffer): Promise<string | undefined> =>
  (await client.post("request", { pkcs10: pkcs10.toString("base64") })).code;

/** Lets a session be used for more refused requests than its limit. */
const forgiveAttempts = (): Promise<unknown> =>
  context.database.asOwner("update enrollment_session set attempts = 0");

const MALFORMED = new Set([
  "CSR_MALFORMED",
  "CSR_TOO_LARGE",
  "CSR_SIGNATURE_INVALID",
  "SIGNATURE_ALGORITHM_NOT_ALLOWED",
  "KEY_TYPE_NOT_ALLOWED",
  "KEY_TOO_SHORT",
  "KEY_INVALID",
  "KEY_WEAK",
]);

type Mutation = (original: Buffer) => Buffer;

const at = (position: number, length: number): number => Math.floor(position * length);

/** Every way in which a valid request is bent: bits, bytes, lengths, cuts, repetitions, nestings, additions. */
const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  fc
    .record({ position: fc.double({ min: 0, max: 0.999, noNaN: true }), bit: fc.nat(7) })
    .map(({ position, bit }): Mutation => (original) => {
      const bent = Buffer.from(original);
      const index = at(position, bent.length);
      bent[index] = (bent[index] ?? 0) ^ (1 << bit);
      return bent;
    }),
  fc
    .record({ position: fc.double({ min: 0, max: 0.999, noNaN: true }), byte: fc.nat(255) })
    .map(({ position, byte }): Mutation => (original) => {
      const bent = Buffer.from(original);
      bent[at(position, bent.length)] = byte;
      return bent;
    }),
  fc.double({ min: 0, max: 0.999, noNaN: true }).map(
    (position): Mutation =>
      (original) =>
        original.subarray(0, at(position, original.length)),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 200 }).map(
    (tail): Mutation =>
      (original) =>
        Buffer.concat([original, tail]),
  ),
  fc
    .record({
      from: fc.double({ min: 0, max: 0.999, noNaN: true }),
      inserted: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    })
    .map(({ from, inserted }): Mutation => (original) => {
      const index = at(from, original.length);
      return Buffer.concat([original.subarray(0, index), inserted, original.subarray(index)]);
    }),
  fc.nat({ max: 3000 }).map((depth): Mutation => () => {
    let nested: Buffer = Buffer.of(0x30, 0x00);
    for (let level = 0; level < depth && nested.length < 8000; level += 1) {
      const header =
        nested.length < 0x80
          ? Buffer.of(0x30, nested.length)
          : Buffer.of(0x30, 0x82, nested.length >> 8, nested.length & 0xff);
      nested = Buffer.concat([header, nested]);
    }
    return nested;
  }),
  fc.constantFrom<Mutation>(
    (original) => Buffer.concat([Buffer.of(0x30, 0x80), original.subarray(4), Buffer.of(0, 0)]),
    (original) => Buffer.concat([Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff), original.subarray(4)]),
    (original) => Buffer.concat([Buffer.of(0x30, 0x83, 0, 0, 0), original]),
    (original) => Buffer.from(original.toString("base64"), "ascii"),
    () => Buffer.alloc(0),
    () => Buffer.alloc(8000, 0x30),
    () => Buffer.alloc(8000, 0xff),
  ),
  fc.uint8Array({ maxLength: 1000 }).map(
    (bytes): Mutation =>
      () =>
        Buffer.from(bytes),
  ),
);

test("no bent request is taken, by the domain, in 3,000 ways", () => {
  fc.assert(
    fc.property(mutations, (mutate) => {
      const bent = mutate(valid);
      if (bent.equals(valid)) return;
      const outcome = checkedRequest(hisui, bent);
      assert.ok(!outcome.ok, bent.toString("hex"));
      assert.ok(MALFORMED.has(outcome.refusal.code), outcome.refusal.code);
    }),
    { numRuns: 3000 },
  );
});

test("no bent request is taken, over HTTPS, in 150 ways, and each refusal has its code", async () => {
  const { client } = await proved();
  await fc.assert(
    fc.asyncProperty(mutations, async (mutate) => {
      const bent = mutate(valid);
      if (bent.equals(valid)) return;
      const answer = await client.post("request", { pkcs10: bent.toString("base64") });
      await forgiveAttempts();
      assert.equal(answer.status, 400);
      // More base64 than the wire allows is refused before it is decoded.
      assert.ok(answer.code === "REQUEST_MALFORMED" || MALFORMED.has(answer.code ?? ""), String(answer.code));
    }),
    { numRuns: 150 },
  );
  stepOf(await client.request(newPrivateKey("P-256")), "install");
});

test("a request signed by another key is refused", async () => {
  const { client } = await proved();
  const own = softwareSigner(newPrivateKey("P-256"));
  const other = softwareSigner(newPrivateKey("P-256"));
  const pkcs10 = await buildCertificationRequest({
    subject: nameOf([["CN", "x"]]),
    publicKeyInfo: own.publicKeyInfo,
    signatureAlgorithm: own.signatureAlgorithm,
    sign: (data) => other.sign(data),
  });
  assert.equal(await submit(client, pkcs10), "CSR_SIGNATURE_INVALID");
});

const rsa = (bits: number, publicExponent = 65_537): KeyObject =>
  generateKeyPairSync("rsa", { modulusLength: bits, publicExponent }).privateKey;

const base64url = (number: bigint): string => {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex").toString("base64url");
};

const inverse = (value: bigint, modulus: bigint): bigint => {
  let [previous, current] = [0n, 1n];
  let [left, right] = [modulus, value % modulus];
  while (right !== 0n) {
    const quotient = left / right;
    [previous, current] = [current, previous - quotient * current];
    [left, right] = [right, left - quotient * right];
  }
  return ((previous % modulus) + modulus) % modulus;
};

/** An RSA key from its primes. */
const keyOfPrimes = (p: bigint, q: bigint): KeyObject => {
  const e = 65_537n;
  const d = inverse(e, (p - 1n) * (q - 1n));
  const parts = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const members = Object.entries(parts).map(([name, number]) => [name, base64url(number)]);
  return createPrivateKey({ key: { kty: "RSA", ...Object.fromEntries(members) }, format: "jwk" });
};

const spkiOf = (key: KeyObject): Buffer => createPublicKey(key).export({ type: "spki", format: "der" });

/** RSA-3072 of two neighbouring primes: Fermat's method factors it at once. */
const closePrimes = (): KeyObject => {
  const p = generatePrimeSync(1536, { bigint: true });
  let q = p + 2n;
  while (!checkPrimeSync(q)) q += 2n;
  return keyOfPrimes(q, p);
};

/** A request with valid proof of possession for an RSA key of any size. */
const signedBy = (key: KeyObject): Promise<Buffer> =>
  buildCertificationRequest({
    subject: nameOf([["CN", "x"]]),
    publicKeyInfo: spkiOf(key),
    signatureAlgorithm: "sha256WithRSAEncryption",
    sign: async (data) => sign("sha256", data, key),
  });

const weakKeys: readonly (readonly [string, () => KeyObject, readonly string[]])[] = [
  ["RSA of 1,024 bits", () => rsa(1024), ["KEY_TOO_SHORT"]],
  ["RSA of 2,560 bits", () => rsa(2560), ["KEY_TYPE_NOT_ALLOWED"]],
  ["RSA with exponent 3", () => rsa(3072, 3), ["KEY_WEAK"]],
  ["RSA of neighbouring primes", closePrimes, ["KEY_WEAK"]],
];

for (const [name, make, codes] of weakKeys) {
  test(`weak key: ${name}`, async () => {
    const { client } = await proved();
    const code = await submit(client, await signedBy(make()));
    assert.ok(codes.includes(code ?? ""), String(code));
  });
}

const foreignCurves = ["secp521r1", "secp256k1"] as const;

for (const namedCurve of foreignCurves) {
  test(`a key on a curve that the policy does not list: ${namedCurve}`, async () => {
    const { client } = await proved();
    const { privateKey } = generateKeyPairSync("ec", { namedCurve });
    const publicKeyInfo = spkiOf(privateKey);
    const signer = softwareSigner(newPrivateKey("P-256"));
    const pkcs10 = await buildCertificationRequest({
      subject: nameOf([["CN", "x"]]),
      publicKeyInfo,
      signatureAlgorithm: signer.signatureAlgorithm,
      sign: (data) => signer.sign(data),
    });
    const code = await submit(client, pkcs10);
    assert.ok(code === "KEY_TYPE_NOT_ALLOWED" || code === "CSR_MALFORMED", String(code));
  });
}

test("a point that is not on its curve is refused", async () => {
  const { client } = await proved();
  const signer = softwareSigner(newPrivateKey("P-256"));
  const publicKeyInfo = Buffer.from(signer.publicKeyInfo);
  publicKeyInfo[publicKeyInfo.length - 1] = (publicKeyInfo.at(-1) ?? 0) ^ 1;
  const pkcs10 = await buildCertificationRequest({
    subject: nameOf([["CN", "x"]]),
    publicKeyInfo,
    signatureAlgorithm: signer.signatureAlgorithm,
    sign: (data) => signer.sign(data),
  });
  assert.equal(await submit(client, pkcs10), "KEY_INVALID");
});

test("another user's key is refused, in the session and by EST", async () => {
  const victim = await world.newUser("hisui");
  const held = await acquire(server, "hisui", victim);
  const { client, user } = await proved();
  assert.equal(await submit(client, await requestFor(held.key)), "KEY_ALREADY_CERTIFIED");
  const basic = `${user.loginId ?? ""}:${LOGIN_SECRET}`;
  const pkcs10 = await estRequest(held.key);
  const answer = await est(server, { institutionId: "hisui", operation: "simpleenroll", pkcs10, basic });
  assert.match(answer.text, /^KEY_ALREADY_CERTIFIED/);
});

test("a token is replayed after the session has ended: nothing more comes of it", async () => {
  const { client, user } = await proved();
  const key = newPrivateKey("P-256");
  const install = stepOf(await client.request(key), "install");
  stepOf(await client.prove("confirmation", install.toSign, key), "done");
  assert.equal((await client.answer(identityOf(user))).code, "ENROLLMENT_SESSION_FINISHED");
  assert.equal(await submit(client, await requestFor(newPrivateKey("P-256"))), "ENROLLMENT_SESSION_FINISHED");
});

test("an EST token is replayed: refused", async () => {
  const user = await world.newUser("minato");
  const made = await createEnrollmentToken(context, {
    user: user.reference,
    actor: { kind: "staff", name: "test" },
    validSeconds: 600,
  });
  const basic = `${user.reference.contractId}/${user.reference.userId}:${acceptedValue(made).token}`;
  const enrol = async () =>
    est(server, {
      institutionId: "minato",
      operation: "simpleenroll",
      pkcs10: await estRequest(newPrivateKey("P-256")),
      basic,
    });
  assert.equal((await enrol()).status, 200);
  assert.match((await enrol()).text, /^ENROLLMENT_TOKEN_REFUSED/);
});

test("steps in the wrong order are refused", async () => {
  const client = await EnrollmentClient.start(server, "hisui");
  const order = "ENROLLMENT_STEP_OUT_OF_ORDER";
  assert.equal(await submit(client, valid), order);
  assert.equal((await client.post("confirmation", { signature: "AAAA" })).code, order);
  assert.equal((await client.post("old-key", { signature: "AAAA" })).code, order);
});

test("one institution's session, token and certificate mean nothing to another", async () => {
  const { client } = await proved("hisui");
  const headers = { authorization: `Bearer ${client.token}` };
  const path = client.path.replace("/hisui/", "/akagi/");
  const across = await call(server, { path, headers });
  assert.equal(errorResponseSchema.parse(JSON.parse(across.text)).error.code, "ENROLLMENT_SESSION_UNKNOWN");

  const held = await acquire(server, "hisui", await world.newUser("hisui"));
  const renewal = await startRaw(server, "akagi", { renew: held.der });
  assert.equal(
    errorResponseSchema.parse(JSON.parse(renewal.text)).error.code,
    "CERTIFICATE_OF_OTHER_INSTITUTION",
  );
  const pkcs10 = await estRequest(newPrivateKey("P-256"));
  const again = await est(server, {
    institutionId: "akagi",
    operation: "simplereenroll",
    pkcs10,
    certificate: held,
  });
  assert.match(again.text, /^CERTIFICATE_OF_OTHER_INSTITUTION/);
});

test("a client certificate of a stranger's authority renews nothing", async () => {
  const stranger = await newSmallAuthority();
  const pkcs10 = await estRequest(newPrivateKey("P-256"));
  const certificate = { der: stranger.client.der, key: stranger.client.privateKey };
  const answer = await est(server, {
    institutionId: "hisui",
    operation: "simplereenroll",
    pkcs10,
    certificate,
  });
  assert.match(answer.text, /^CERTIFICATE_UNKNOWN_ISSUER/);
});

const json = { "content-type": "application/json" };

/** Requests that end before the domain: status, and code where the body is ours. */
const crude: readonly (readonly [string, Parameters<typeof call>[1], number, string | undefined])[] = [
  [
    "a body of a megabyte",
    { path: "/enrollment/v1/hisui/sessions", body: Buffer.alloc(1_000_000, 0x20), headers: json },
    413,
    "REQUEST_TOO_LARGE",
  ],
  [
    "half a JSON text",
    { path: "/enrollment/v1/hisui/sessions", body: '{"purpose":', headers: json },
    400,
    "BAD_REQUEST",
  ],
  [
    "a list for an object",
    { path: "/enrollment/v1/hisui/sessions", body: "[]", headers: json },
    400,
    "REQUEST_MALFORMED",
  ],
  [
    "a prototype for a member",
    { path: "/enrollment/v1/hisui/sessions", body: '{"__proto__":{"purpose":"issue"}}', headers: json },
    400,
    undefined,
  ],
  [
    "another content type",
    { path: "/enrollment/v1/hisui/sessions", body: "<x/>", headers: { "content-type": "text/xml" } },
    415,
    "UNSUPPORTED_MEDIA_TYPE",
  ],
  [
    "a header of 100 kilobytes",
    { path: "/enrollment/v1/hisui", headers: { "x-large": "a".repeat(100_000) } },
    431,
    undefined,
  ],
  [
    "a path out of the tree",
    { path: "/enrollment/v1/..%2f..%2fetc/sessions", body: "{}", headers: json },
    404,
    undefined,
  ],
  ["a method that is not offered", { path: "/enrollment/v1/hisui/sessions" }, 404, "NOT_FOUND"],
];

for (const [name, wish, status, code] of crude) {
  test(`crude request: ${name}`, async () => {
    const answer = await call(server, wish);
    assert.equal(answer.status, status, answer.text);
    if (code !== undefined) assert.equal(errorResponseSchema.parse(JSON.parse(answer.text)).error.code, code);
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const timed = async (): Promise<number> => {
  const started = performance.now();
  const answer = await call(server, { path: "/enrollment/v1/hisui" });
  assert.equal(answer.status, 200);
  return performance.now() - started;
};

test("a healthy client is served while others send the worst", async (t) => {
  const { client } = await proved();
  const worst = [
    Buffer.alloc(8000, 0x30),
    await signedBy(closePrimes()),
    await signedBy(rsa(1024)),
    Buffer.concat([Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff), valid]),
    valid.subarray(0, 100),
  ];
  const calm: number[] = [];
  for (let count = 0; count < 20; count += 1) calm.push(await timed());

  const storm = new AbortController();
  let sent = 0;
  const attack = async (): Promise<void> => {
    while (!storm.signal.aborted) {
      const pkcs10 = worst[sent % worst.length] ?? valid;
      sent += 1;
      const code = await submit(client, pkcs10);
      assert.notEqual(code, undefined);
      if (sent % 50 === 0) await forgiveAttempts();
    }
  };
  const attackers = Promise.all(Array.from({ length: 16 }, attack));
  const stormy: number[] = [];
  for (let count = 0; count < 50; count += 1) stormy.push(await timed());
  storm.abort();
  await attackers;
  assert.ok(sent > 100, `only ${sent} hostile requests were sent`);
  const figures = `calm ${median(calm).toFixed(1)} ms, during ${sent} hostile requests ${median(stormy).toFixed(1)} ms, worst ${Math.max(...stormy).toFixed(1)} ms`;
  t.diagnostic(figures);
  assert.ok(median(stormy) < 500, figures);
  assert.ok(Math.max(...stormy) < 3000, figures);
});
