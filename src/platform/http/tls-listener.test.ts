import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { connect, type ConnectionOptions } from "node:tls";
import { makeServerCertificate } from "#test/support/server-certificate.ts";
import { listeningPort } from "./listening-port.ts";
import { createListener, defaultLimits, SUITES_FOR_PROGRAMS } from "./tls-listener.ts";

/** The suite that a client with these options and the listener agree on; the error's code where they do not. */
const agree = async (
  t: TestContext,
  ciphers: string | undefined,
  client: ConnectionOptions,
): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-suites-"));
  t.after(() => rm(directory, { recursive: true }));
  const { certificate, key } = await makeServerCertificate(directory);
  const tls = { cert: certificate, key, ...(ciphers === undefined ? {} : { ciphers }) };
  const listener = createListener((_request, response) => response.end(), defaultLimits, tls);
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  t.after(() => listener.close());
  const port = listeningPort(listener);
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...client }, () => {
      resolve(socket.getCipher().name);
      socket.destroy();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
};

const REFUSED = "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE";
const weak = "DEFAULT@SECLEVEL=0";

test("browsers get authenticated encryption with forward secrecy", async (t) => {
  assert.match(await agree(t, undefined, {}), /^TLS_/);
  const tls12 = await agree(t, undefined, { maxVersion: "TLSv1.2" });
  assert.match(tls12, /^ECDHE-.*(GCM|CHACHA20)/);
});

for (const suite of [
  "AES256-SHA256",
  "AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-SHA256",
  "DHE-RSA-AES128-SHA256",
]) {
  test(`${suite} is refused`, async (t) => {
    assert.equal(await agree(t, undefined, { maxVersion: "TLSv1.2", ciphers: suite }), REFUSED);
  });
}

test("programs may use DHE, and never a suite without forward secrecy", async (t) => {
  const client = { maxVersion: "TLSv1.2" } as const;
  assert.equal(
    await agree(t, SUITES_FOR_PROGRAMS, { ...client, ciphers: "DHE-RSA-AES128-SHA256" }),
    "DHE-RSA-AES128-SHA256",
  );
  assert.equal(await agree(t, SUITES_FOR_PROGRAMS, { ...client, ciphers: "AES256-SHA256" }), REFUSED);
});

test("TLS 1.1 is refused", async (t) => {
  const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: weak } as const;
  assert.match(await agree(t, undefined, old), /^ERR_SSL_/);
});
