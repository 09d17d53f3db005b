import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fastify from "fastify";
import { findCertificate } from "#domain/certificate/certificates.ts";
import { standingAfterHandshake } from "#domain/certificate/standing.ts";
import { undoUnconfirmed } from "#domain/certificate/undo.ts";
import { browserRefusal } from "#domain/enrollment/in-browser.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import {
  acquire,
  call,
  CLIENT,
  EnrollmentClient,
  identityOf,
  stepOf,
} from "#test/support/enrollment-client.ts";
import { enrollmentWorld, ORIGIN, START } from "#test/support/enrollment-world.ts";
import { errorResponseSchema, startResponseSchema } from "#wire/enrollment.ts";
import { defaultEnrollmentLimits, enrollmentRoutes } from "./routes.ts";

const world = await enrollmentWorld();
const { server, context } = world;
const akagi = world.institution("akagi");
const key = () => newPrivateKey("P-256");

const startAs = (institutionId: string, keyStoreKind: string) =>
  call(server, {
    path: `/enrollment/v1/${institutionId}/sessions`,
    body: JSON.stringify({ purpose: "issue", client: { ...CLIENT, keyStoreKind } }),
    headers: { "content-type": "application/json" },
  });

/** A certificate of the page that waits for its first login. */
const issued = async () => {
  const user = await world.newUser("akagi");
  const answer = await startAs("akagi", "browser-pkcs12");
  assert.equal(answer.status, 201);
  const { sessionId, token, next } = startResponseSchema.parse(JSON.parse(answer.text));
  const client = new EnrollmentClient(server, { institutionId: "akagi", sessionId, token, first: next });
  stepOf(await client.answer(identityOf(user)), "request");
  const newKey = key();
  const install = stepOf(await client.request(newKey), "install");
  return { user, client, key: newKey, install, der: Buffer.from(install.certificate, "base64") };
};

const stateOf = async (userId: string): Promise<string | undefined> => {
  const [row] = await context.database.asOwner<{ state: string }>(
    "select state from certificate where user_id = $1 order by prepared_at desc",
    [userId],
  );
  return row?.state;
};

describe("acquisition in the browser", () => {
  test("is refused at the start where the policy forbids it, whatever the form", async () => {
    for (const kind of ["browser-pkcs12", "browser-apple-profile"]) {
      const { status, text } = await startAs("hisui", kind);
      assert.equal(status, 403);
      assert.equal(
        errorResponseSchema.parse(JSON.parse(text)).error.code,
        "ACQUISITION_IN_BROWSER_FORBIDDEN",
      );
    }
    assert.equal((await startAs("hisui", "nss")).status, 201);
  });

  test("is refused in a form that the policy does not name", () => {
    const { acquisition } = akagi;
    const only = {
      ...akagi,
      acquisition: { ...acquisition, inBrowser: { ...acquisition.inBrowser, forms: ["pkcs12" as const] } },
    };
    const refusal = browserRefusal(only, { keyStoreKind: "browser-apple-profile" });
    assert.equal(refusal?.code, "ACQUISITION_IN_BROWSER_FORBIDDEN");
    assert.equal(browserRefusal(only, { keyStoreKind: "browser-pkcs12" }), undefined);
    assert.equal(browserRefusal(only, { keyStoreKind: "nss" }), undefined);
  });

  test("the page's own signature confirms nothing; a handshake does", async () => {
    const { user, client, key: newKey, install, der } = await issued();
    const signed = await client.prove("confirmation", install.toSign, newKey);
    assert.equal(signed.code, "ENROLLMENT_STEP_OUT_OF_ORDER");
    assert.equal(await stateOf(user.reference.userId), "issued");
    const standing = await standingAfterHandshake(context, akagi, der, ORIGIN);
    assert.equal(standing.kind, "usable");
    assert.equal(await stateOf(user.reference.userId), "active");
    assert.equal(stepOf(await client.resume(), "done").kind, "done");
  });

  test("waits as long as the policy says, not as long as for the application, and then undoes itself", async () => {
    const { user, install, der } = await issued();
    const { confirmSeconds } = akagi.acquisition.inBrowser;
    assert.ok(confirmSeconds > akagi.certificate.confirmSeconds);
    assert.equal(
      install.confirmBefore,
      START.add({ seconds: confirmSeconds }).toString({ smallestUnit: "second" }),
    );
    try {
      context.clock.advance({ seconds: akagi.certificate.confirmSeconds + 1 });
      await undoUnconfirmed(context);
      assert.equal(await stateOf(user.reference.userId), "issued");
      context.clock.set(START.add({ seconds: confirmSeconds + 1 }));
      const late = await standingAfterHandshake(context, akagi, der, ORIGIN);
      assert.equal(late.kind === "refused" && late.code, "CERTIFICATE_NOT_CONFIRMED");
      await undoUnconfirmed(context);
      assert.equal(await stateOf(user.reference.userId), "revoked");
    } finally {
      context.clock.set(START);
    }
  });

  test("begun again, with the page or the application, the earlier one is worth nothing", async () => {
    const { user, der } = await issued();
    const held = await acquire(server, "akagi", user);
    const earlier = await standingAfterHandshake(context, akagi, der, ORIGIN);
    assert.equal(earlier.kind === "refused" && earlier.code, "CERTIFICATE_NOT_CONFIRMED");
    const record = await findCertificate(context, akagi.code, held.serial);
    assert.equal(record?.state, "active");
  });

  test("the record says that the key came from a browser", async () => {
    const { user } = await issued();
    const rows = await context.database.asOwner<{ facts: Record<string, unknown> }>(
      "select facts from audit_event where event = 'certificate.prepared' and user_id = $1",
      [user.reference.userId],
    );
    assert.deepEqual(
      rows.map(({ facts }) => [facts["keyStoreKind"], facts["confirmationMethod"]]),
      [["browser-pkcs12", "handshake"]],
    );
  });
});

describe("pages of the portal may use the API from a browser", async () => {
  const PORTAL = "https://akagi.bank.example";
  const app = fastify();
  await app.register(
    enrollmentRoutes(world.services, defaultEnrollmentLimits, (id) => (id === "akagi" ? PORTAL : undefined)),
  );
  const allowed = async (institutionId: string, origin: string | undefined, method: "OPTIONS" | "POST") => {
    const { headers, statusCode } = await app.inject({
      method,
      url: `/enrollment/v1/${institutionId}/sessions`,
      headers: {
        ...(method === "POST" && { "content-type": "application/json" }),
        ...(origin !== undefined && { origin }),
      },
      ...(method === "POST" && { payload: JSON.stringify({ purpose: "issue", client: CLIENT }) }),
    });
    return { origin: headers["access-control-allow-origin"], headers, statusCode };
  };

  test("a browser that asks is told yes, for its own institution only", async () => {
    const { origin, headers, statusCode } = await allowed("akagi", PORTAL, "OPTIONS");
    assert.equal(statusCode, 204);
    assert.equal(origin, PORTAL);
    assert.equal(headers["access-control-allow-headers"], "authorization, content-type");
    assert.equal(headers["access-control-allow-credentials"], undefined);
    assert.equal((await allowed("akagi", PORTAL, "POST")).origin, PORTAL);
    for (const other of ["https://evil.example", "null", `${PORTAL}.evil.example`, undefined]) {
      assert.equal((await allowed("akagi", other, "OPTIONS")).origin, undefined, other ?? "none");
      assert.equal((await allowed("akagi", other, "POST")).origin, undefined, other ?? "none");
    }
    assert.equal((await allowed("hisui", PORTAL, "POST")).origin, undefined);
    assert.equal((await allowed("constructor", PORTAL, "OPTIONS")).origin, undefined);
  });
});
