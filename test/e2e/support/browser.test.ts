import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TLSSocket } from "node:tls";
import {
  chromiumDatabase,
  firefoxDatabase,
  userDirectories,
} from "../../../apps/issuer/key-stores/nss/locate.ts";
import { openNssKeyStore } from "../../../apps/issuer/key-stores/nss/nss-key-store.ts";
import { portOf } from "#test/support/front.ts";
import { type BrowserName, browserNames, openBrowser } from "./browser.ts";

/**
 * What the login through the certificate gate rests on, shown with a server of a few lines: real browsers ask with a
 * real dialog, remember a refusal for the host, ask anew for a fresh host name, and see a certificate that was
 * installed while they were running.
 */

let directory: string;
let server: Server;
let port: number;

const path = (name: string): string => join(directory, name);
const openssl = (...values: string[]): unknown => execFileSync("openssl", values, { stdio: "pipe" });

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "tegata-dialog-"));
  for (const name of ["server-ca", "client-ca"]) {
    const files = ["-keyout", path(`${name}.key`), "-out", path(`${name}.pem`)];
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", ...files, "-subj", `/CN=${name}`);
  }
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    path("server.key"),
    "-out",
    path("server.csr"),
    "-subj",
    "/CN=gate",
  );
  writeFileSync(path("extensions"), "subjectAltName=DNS:*.gate.localhost\nextendedKeyUsage=serverAuth\n");
  const signed = ["-CA", path("server-ca.pem"), "-CAkey", path("server-ca.key"), "-days", "3"];
  openssl(
    "x509",
    "-req",
    "-in",
    path("server.csr"),
    ...signed,
    "-extfile",
    path("extensions"),
    "-out",
    path("server.pem"),
  );
  server = createServer(
    {
      key: readFileSync(path("server.key")),
      cert: readFileSync(path("server.pem")),
      ca: readFileSync(path("client-ca.pem")),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      assert.ok(request.socket instanceof TLSSocket);
      const { CN: commonName = "none" } = request.socket.getPeerCertificate().subject ?? {};
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<!doctype html><title>gate</title><p>${String(commonName)}</p>`);
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  port = portOf(server);
});

after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Installs a certificate through our own key store, the browser running. */
const installCertificate = async (name: BrowserName, home: string, commonName: string): Promise<void> => {
  const user = userDirectories({}, home);
  const database = name === "chromium" ? chromiumDatabase(user) : firefoxDatabase(user);
  assert.ok(database);
  const store = await openNssKeyStore(database, { create: false, password: async () => undefined });
  assert.ok(store.ok);
  const key = await store.value.generate("P-256");
  writeFileSync(path("public.der"), await store.value.publicKeyInfo(key));
  openssl(
    "pkey",
    "-pubin",
    "-inform",
    "DER",
    "-in",
    path("public.der"),
    "-pubout",
    "-out",
    path("public.pem"),
  );
  writeFileSync(
    path("client-extensions"),
    "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n",
  );
  const signed = ["-CA", path("client-ca.pem"), "-CAkey", path("client-ca.key"), "-days", "3"];
  const subject = ["-subj", `/CN=${commonName}`, "-extfile", path("client-extensions")];
  openssl(
    "x509",
    "-new",
    "-force_pubkey",
    path("public.pem"),
    ...signed,
    ...subject,
    "-out",
    path("client.pem"),
  );
  const certificate = new X509Certificate(readFileSync(path("client.pem"))).raw;
  await store.value.install(key, certificate, commonName);
  await store.value.close();
};

for (const name of browserNames) {
  test(`${name}: the dialog, its two answers, and a fresh host name`, { timeout: 120_000 }, async (t) => {
    const { page, home, ...browser } = await openBrowser(t, name, { serverCaFile: path("server-ca.pem") });
    const visit = (host: string): Promise<string> =>
      page
        .goto(`https://${host}.gate.localhost:${port}/`, { timeout: 30_000 })
        .then(() => page.$eval("p", (element) => element.textContent));

    assert.equal(await visit("nobody"), "none", "without a certificate nothing is asked");
    await installCertificate(name, home, "taro");

    let seen = visit("first");
    await browser.answerCertificateDialog("ok");
    assert.equal(await seen, "taro", "a certificate installed while the browser runs is offered");

    seen = visit("second");
    await browser.answerCertificateDialog("cancel");
    assert.equal(await seen, "none");
    seen = visit("second");
    assert.equal(await browser.certificateDialogOpens(2), false, "the same host never asks again");
    assert.equal(await seen, "none");

    seen = visit("third");
    await browser.answerCertificateDialog("ok");
    assert.equal(await seen, "taro", "a fresh host name asks at once");
  });
}
