import assert from "node:assert/strict";
import type { KeyObject } from "node:crypto";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { createEnrollmentToken } from "#domain/enrollment/tokens.ts";
import type { User } from "#domain/user/users.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import type { HttpAnswer } from "#test/support/enrollment-client.ts";
import { enrollmentWorld, LOGIN_SECRET, START } from "#test/support/enrollment-world.ts";
import { est, estRequest, runTool } from "#test/support/est-client.ts";
import { acceptedValue } from "#test/support/population.ts";

const world = await enrollmentWorld();
const { server, context } = world;
const IN_WINDOW = START.add({ hours: 24 * 345 });
const key = (): KeyObject => newPrivateKey("P-256");

/** The certificates of a certs-only answer, read by openssl. */
const certificatesOf = async (answer: HttpAnswer): Promise<X509Certificate[]> => {
  assert.equal(answer.status, 200, answer.text);
  const pem = `-----BEGIN PKCS7-----\n${answer.text.replaceAll(/(.{64})/g, "$1\n")}\n-----END PKCS7-----\n`;
  const { output, status } = await runTool("openssl", ["pkcs7", "-print_certs"], { input: pem });
  assert.equal(status, 0, output);
  const found = output.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.map((text) => new X509Certificate(text));
};

const newToken = async (user: User): Promise<string> => {
  const made = await createEnrollmentToken(context, {
    user: user.reference,
    actor: { kind: "staff", name: "test" },
    validSeconds: 3600,
  });
  return acceptedValue(made).token;
};

const nameOf = ({ reference }: User): string => `${reference.contractId}/${reference.userId}`;

const code = (answer: HttpAnswer): string => /^[A-Z_]+/.exec(answer.text)?.[0] ?? answer.text;

/** Enrols by login ID and password, and shows the certificate once. */
const enrolled = async (user: User, ownKey: KeyObject = key()) => {
  const answer = await est(server, {
    institutionId: "hisui",
    operation: "simpleenroll",
    pkcs10: await estRequest(ownKey),
    basic: `${user.loginId ?? ""}:${LOGIN_SECRET}`,
  });
  const [certificate] = await certificatesOf(answer);
  assert.ok(certificate);
  const held = { der: certificate.raw, key: ownKey };
  await est(server, { institutionId: "hisui", operation: "cacerts", certificate: held });
  return held;
};

const stateOf = async (der: Buffer): Promise<string | undefined> => {
  const serial = new X509Certificate(der).serialNumber.toLowerCase().padStart(32, "0");
  const [row] = await context.database.asOwner<{ state: string }>(
    "select state from certificate where serial = $1",
    [serial],
  );
  return row?.state;
};

test("cacerts gives the issuing authority and its root", async () => {
  const answer = await est(server, { institutionId: "hisui", operation: "cacerts" });
  assert.equal(answer.headers["content-type"], "application/pkcs7-mime");
  const certificates = await certificatesOf(answer);
  const expected = world.authority.chainOf("bizsol-g1").map((der) => new X509Certificate(der).fingerprint256);
  assert.deepEqual(certificates.map(({ fingerprint256 }) => fingerprint256).sort(), expected.toSorted());
});

test("csrattrs lists the key types of the institution", async () => {
  const answer = await est(server, { institutionId: "hisui", operation: "csrattrs" });
  assert.equal(answer.headers["content-type"], "application/csrattrs");
  const der = Buffer.from(answer.text, "base64");
  const { output, status } = await runTool("openssl", ["asn1parse", "-inform", "DER"], { input: der });
  assert.equal(status, 0, output);
  assert.match(output, /id-ecPublicKey[^]*prime256v1[^]*secp384r1[^]*rsaEncryption/);
});

test("login ID and password enrol; the first handshake makes the certificate active", async () => {
  const user = await world.newUser("hisui");
  const ownKey = key();
  const answer = await est(server, {
    institutionId: "hisui",
    operation: "simpleenroll",
    pkcs10: await estRequest(ownKey),
    basic: `${user.loginId ?? ""}:${LOGIN_SECRET}`,
  });
  assert.equal(answer.headers["content-type"], "application/pkcs7-mime; smime-type=certs-only");
  const [certificate, ...others] = await certificatesOf(answer);
  assert.ok(certificate !== undefined && certificate.checkPrivateKey(ownKey));
  assert.deepEqual(others, []);
  assert.equal(await stateOf(certificate.raw), "issued");
  const held = { der: certificate.raw, key: ownKey };
  await est(server, { institutionId: "hisui", operation: "cacerts", certificate: held });
  assert.equal(await stateOf(certificate.raw), "active");
});

test("a handshake at another institution's address confirms nothing", async () => {
  const user = await world.newUser("hisui");
  const ownKey = key();
  const pkcs10 = await estRequest(ownKey);
  const basic = `${user.loginId ?? ""}:${LOGIN_SECRET}`;
  const answer = await est(server, { institutionId: "hisui", operation: "simpleenroll", pkcs10, basic });
  const [certificate] = await certificatesOf(answer);
  assert.ok(certificate);
  const held = { der: certificate.raw, key: ownKey };
  await est(server, { institutionId: "akagi", operation: "cacerts", certificate: held });
  assert.equal(await stateOf(certificate.raw), "issued");
});

test("base64 with line breaks is read", async () => {
  const user = await world.newUser("hisui");
  const pkcs10 = (await estRequest(key())).replaceAll(/(.{64})/g, "$1\r\n");
  const basic = `${user.loginId ?? ""}:${LOGIN_SECRET}`;
  const answer = await est(server, { institutionId: "hisui", operation: "simpleenroll", pkcs10, basic });
  assert.equal((await certificatesOf(answer)).length, 1);
});

test("without a password the client is asked for one", async () => {
  const pkcs10 = await estRequest(key());
  const answer = await est(server, { institutionId: "hisui", operation: "simpleenroll", pkcs10 });
  assert.equal(answer.status, 401);
  assert.equal(code(answer), "EST_PASSWORD_NEEDED");
  assert.match(String(answer.headers["www-authenticate"]), /^Basic realm="Tegata EST"/);
  assert.match(String(answer.headers["content-type"]), /^text\/plain/);
});

test("a wrong password is refused like an unknown ID", async () => {
  const user = await world.newUser("hisui");
  const pkcs10 = await estRequest(key());
  const refusal = async (basic: string) => {
    const answer = await est(server, { institutionId: "hisui", operation: "simpleenroll", pkcs10, basic });
    return [answer.status, answer.text.replace(/\[.*\]/, "")];
  };
  const wrong = await refusal(`${user.loginId ?? ""}:wrong111`);
  assert.equal(wrong[0], 401);
  assert.match(String(wrong[1]), /^CREDENTIAL_REFUSED/);
  assert.deepEqual(await refusal("nobody99:wrong111"), wrong);
});

test("where four credentials are asked for, a password does not do", async () => {
  const user = await world.newUser("minato");
  const answer = await est(server, {
    institutionId: "minato",
    operation: "simpleenroll",
    pkcs10: await estRequest(key()),
    basic: `${nameOf(user)}:${LOGIN_SECRET}`,
  });
  assert.equal(answer.status, 401);
  assert.equal(code(answer), "ENROLLMENT_TOKEN_REFUSED");
});

test("a one-time token enrols where four credentials are asked for, and only once", async () => {
  const user = await world.newUser("minato");
  const token = await newToken(user);
  const enrol = async () =>
    est(server, {
      institutionId: "minato",
      operation: "simpleenroll",
      pkcs10: await estRequest(key()),
      basic: `${nameOf(user)}:${token}`,
    });
  assert.equal((await certificatesOf(await enrol())).length, 1);
  const again = await enrol();
  assert.equal(again.status, 401);
  assert.equal(code(again), "ENROLLMENT_TOKEN_REFUSED");
});

test("of twenty requests with one token at once, one enrols", async () => {
  const user = await world.newUser("minato");
  const basic = `${nameOf(user)}:${await newToken(user)}`;
  const requests = await Promise.all(Array.from({ length: 20 }, () => estRequest(key())));
  const answers = await Promise.all(
    requests.map((pkcs10) =>
      est(server, { institutionId: "minato", operation: "simpleenroll", pkcs10, basic }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter((answer) => code(answer) === "ENROLLMENT_TOKEN_REFUSED").length, 19);
});

test("a token serves its own user, institution and time", async () => {
  const user = await world.newUser("minato");
  const other = await world.newUser("minato");
  const token = await newToken(user);
  const pkcs10 = await estRequest(key());
  const enrol = (institutionId: string, basic: string) =>
    est(server, { institutionId, operation: "simpleenroll", pkcs10, basic });
  assert.equal(code(await enrol("minato", `${nameOf(other)}:${token}`)), "ENROLLMENT_TOKEN_REFUSED");
  assert.equal(code(await enrol("yukiguni", `${nameOf(user)}:${token}`)), "ENROLLMENT_TOKEN_REFUSED");
  try {
    context.clock.advance({ hours: 1 });
    assert.equal(code(await enrol("minato", `${nameOf(user)}:${token}`)), "ENROLLMENT_TOKEN_REFUSED");
  } finally {
    context.clock.set(START);
  }
  assert.equal((await certificatesOf(await enrol("minato", `${nameOf(user)}:${token}`))).length, 1);
});

test("a token is given back when the request it came with is refused", async () => {
  const user = await world.newUser("minato");
  const basic = `${nameOf(user)}:${await newToken(user)}`;
  const enrol = (pkcs10: string) =>
    est(server, { institutionId: "minato", operation: "simpleenroll", pkcs10, basic });
  assert.equal(code(await enrol("AAAA")), "CSR_MALFORMED");
  assert.equal((await certificatesOf(await enrol(await estRequest(key())))).length, 1);
});

test("only the digest of a token is kept", async () => {
  const user = await world.newUser("minato");
  const token = await newToken(user);
  const [row] = await context.database.asOwner<{ all: string }>(
    "select string_agg(enrollment_token::text, '') as all from enrollment_token",
  );
  assert.ok(row !== undefined && !row.all.includes(token.slice(4)));
});

test("a token for nobody is not made", async () => {
  const user = { institutionCode: "9005", contractId: "70009999", userId: "nobody" };
  const made = await createEnrollmentToken(context, {
    user,
    actor: { kind: "staff", name: "test" },
    validSeconds: 600,
  });
  assert.equal(made.ok ? undefined : made.refusal.code, "USER_UNKNOWN");
});

test("the certificate in use renews itself; the new one's first handshake supersedes it", async () => {
  const user = await world.newUser("hisui");
  const old = await enrolled(user);
  try {
    context.clock.set(IN_WINDOW);
    const newKey = key();
    const pkcs10 = await estRequest(newKey);
    const answer = await est(server, {
      institutionId: "hisui",
      operation: "simplereenroll",
      pkcs10,
      certificate: old,
    });
    const [renewed] = await certificatesOf(answer);
    assert.ok(renewed !== undefined && renewed.checkPrivateKey(newKey));
    assert.equal(await stateOf(old.der), "active");
    const held = { der: renewed.raw, key: newKey };
    await est(server, { institutionId: "hisui", operation: "cacerts", certificate: held });
    assert.deepEqual([await stateOf(old.der), await stateOf(renewed.raw)], ["revoked", "active"]);
    const late = await est(server, {
      institutionId: "hisui",
      operation: "simplereenroll",
      pkcs10: await estRequest(key()),
      certificate: old,
    });
    assert.equal(code(late), "CERTIFICATE_SUPERSEDED");
    assert.equal(late.status, 403);
  } finally {
    context.clock.set(START);
  }
});

test("renewal before its time, after its time, without a certificate and at another institution is refused", async () => {
  const user = await world.newUser("hisui");
  const held = await enrolled(user);
  const renew = async (institutionId: string, certificate?: { der: Buffer; key: KeyObject }) =>
    code(
      await est(server, {
        institutionId,
        operation: "simplereenroll",
        pkcs10: await estRequest(key()),
        ...(certificate === undefined ? {} : { certificate }),
      }),
    );
  try {
    assert.equal(await renew("hisui", held), "RENEWAL_NOT_YET_OPEN");
    context.clock.set(IN_WINDOW);
    assert.equal(await renew("hisui"), "EST_CERTIFICATE_NEEDED");
    assert.equal(await renew("akagi", held), "CERTIFICATE_OF_OTHER_INSTITUTION");
    context.clock.set(START.add({ hours: 24 * 368 }));
    assert.equal(await renew("hisui", held), "RENEWAL_EXPIRED");
  } finally {
    context.clock.set(START);
  }
});

test("a request in another content type, none, or not base64 is refused in plain text", async () => {
  const user = await world.newUser("hisui");
  const basic = `${user.loginId ?? ""}:${LOGIN_SECRET}`;
  const enrol = (pkcs10: string, contentType: string) =>
    est(server, { institutionId: "hisui", operation: "simpleenroll", pkcs10, basic, contentType });
  const wrongType = await enrol("AAAA", "text/html");
  assert.equal(wrongType.status, 415);
  assert.match(String(wrongType.headers["content-type"]), /^text\/plain/);
  assert.equal(code(await enrol("***", "application/pkcs10")), "REQUEST_MALFORMED");
  const huge = await enrol("A".repeat(20_000), "application/pkcs10");
  assert.equal(huge.status, 413);
  assert.match(String(huge.headers["content-type"]), /^text\/plain/);
});

test("an institution that is not here is not found", async () => {
  for (const operation of ["cacerts", "csrattrs", "simpleenroll", "simplereenroll"] as const) {
    const answer = await est(server, { institutionId: "nowhere", operation, pkcs10: "AAAA", basic: "a:b" });
    assert.equal(answer.status, 404, operation);
    assert.equal(code(answer), "INSTITUTION_UNKNOWN");
  }
});
