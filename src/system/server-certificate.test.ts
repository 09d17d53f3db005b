import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { connect } from "node:tls";
import { listeningPort } from "#platform/http/listening-port.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { demonstrationServerCertificate, type ServerCertificate } from "./server-certificate.ts";

const directoryFor = async (t: TestContext): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-tls-"));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
};

const options = { baseDomain: "localhost", institutionIds: ["hisui", "minato"], random: systemRandom };

const handshake = (server: ServerCertificate, ca: string, servername: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const listener = createServer({ cert: server.certificate, key: server.key }, (_request, response) => {
      response.end();
    });
    listener.listen(0, "127.0.0.1", () => {
      const port = listeningPort(listener);
      const socket = connect({ port, host: "127.0.0.1", servername, ca }, () => {
        resolve(socket.getProtocol() ?? "");
        socket.end();
        listener.close();
      });
      socket.on("error", (error) => {
        listener.close();
        reject(error);
      });
    });
  });

test("the certificate serves every institution and every fresh host of the gate, and no other host", async (t) => {
  const clock = settableClock(Temporal.Now.instant());
  const server = await demonstrationServerCertificate({
    ...options,
    directory: await directoryFor(t),
    clock,
  });
  const ca = await readFile(server.caFile, "utf8");
  for (const name of ["localhost", "hisui.localhost", "a1b2c3.cert.minato.localhost"]) {
    assert.equal(await handshake(server, ca, name), "TLSv1.3");
  }
  await assert.rejects(handshake(server, ca, "akagi.localhost"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
});

test("it is kept, made anew by the same authority before it ends, and its keys are the owner's alone", async (t) => {
  const directory = await directoryFor(t);
  const clock = settableClock(Temporal.Now.instant());
  const first = await demonstrationServerCertificate({ ...options, directory, clock });
  const second = await demonstrationServerCertificate({ ...options, directory, clock });
  assert.equal(second.certificate, first.certificate);
  assert.equal(second.rsa.certificate, first.rsa.certificate);
  assert.equal(new X509Certificate(first.rsa.certificate).publicKey.asymmetricKeyType, "rsa");
  const authority = await readFile(first.caFile, "utf8");
  clock.advance({ hours: 24 * 340 });
  const third = await demonstrationServerCertificate({ ...options, directory, clock });
  assert.notEqual(third.certificate, first.certificate);
  assert.equal(await readFile(third.caFile, "utf8"), authority);
  assert.ok(new X509Certificate(third.certificate).verify(new X509Certificate(authority).publicKey));
  for (const name of ["server.key", "server-rsa.key", "server-ca.key"]) {
    assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600);
  }
});

test("another set of institutions makes another certificate", async (t) => {
  const directory = await directoryFor(t);
  const clock = settableClock(Temporal.Now.instant());
  const first = await demonstrationServerCertificate({ ...options, directory, clock });
  const more = { ...options, institutionIds: ["hisui", "minato", "akagi"], directory, clock };
  assert.notEqual((await demonstrationServerCertificate(more)).certificate, first.certificate);
});
