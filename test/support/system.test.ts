import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { connect } from "node:tls";
import test from "node:test";
import { enqueueMail } from "#platform/mail/mailer.ts";
import { startTestSystem } from "./system.ts";

const system = await startTestSystem();

/** `GET` over TLS to a host below `localhost`, as a browser would reach it. */
const get = (
  address: string,
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(address);
    const options = { host: "127.0.0.1", port, path: pathname, servername: hostname, ca: system.serverCa };
    const headers = { host: `${hostname}:${port}` };
    request({ ...options, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    })
      .on("error", reject)
      .end();
  });

test("every institution has its portal over TLS, under its own host", async () => {
  for (const institution of system.context.institutions.all) {
    const answer = await get(`${system.addresses.portal[institution.id]}/login`);
    assert.equal(answer.status, 200, institution.id);
    assert.ok(answer.body.includes(institution.displayName.ja));
    assert.match(String(answer.headers["strict-transport-security"]), /max-age/);
    assert.match(String(answer.headers["content-security-policy"]), /^default-src 'none'/);
    assert.doesNotMatch(String(answer.headers["content-security-policy"]), /unsafe/);
  }
});

test("a host that is no institution's gets a page that says so, with a support id", async () => {
  const address = system.addresses.portal["hisui"]?.replace("hisui.", "") ?? "";
  const answer = await get(`${address}/login`);
  assert.equal(answer.status, 404);
  assert.ok(answer.body.includes(String(answer.headers["support-id"])));
});

test("the gate names the issuing authority of the institution's family, so that browsers offer no other", async () => {
  const askedBy = async (host: string): Promise<string> => {
    const args = ["s_client", "-connect", `127.0.0.1:${system.ports.gate}`, "-servername", host];
    const child = execFile("openssl", [...args, "-CAfile", system.serverCaFile, "-verify_return_error"]);
    child.stdin?.end();
    let output = "";
    child.stdout?.on("data", (chunk: string) => {
      output += chunk;
    });
    await once(child, "close");
    return output
      .replace(/^[\s\S]*Acceptable client certificate CA names\n/, "")
      .replace(/\nRequested Signature[\s\S]*$/, "");
  };
  const subjectOf = (issuerId: string): string => {
    const issuer = system.authority.issuer(issuerId);
    assert.ok(issuer !== undefined);
    return new X509Certificate(issuer.der).subject.split("\n").at(-1) ?? "";
  };
  const [shinkin, bizsol] = [
    await askedBy("abcdefghijklmnopqrstuvwxyz234567.cert.minato.localhost"),
    await askedBy("abcdefghijklmnopqrstuvwxyz234567.cert.hisui.localhost"),
  ];
  assert.ok(shinkin.replaceAll(" = ", "=").includes(subjectOf("shinkin-g1")), shinkin);
  assert.ok(!shinkin.replaceAll(" = ", "=").includes(subjectOf("bizsol-g1")), shinkin);
  assert.ok(bizsol.replaceAll(" = ", "=").includes(subjectOf("bizsol-g1")));
});

test("no listener speaks TLS below 1.2", async () => {
  for (const port of [
    system.ports.portal,
    system.ports.gate,
    system.ports.enrollment,
    system.ports.operations,
  ]) {
    const socket = connect({
      host: "127.0.0.1",
      port,
      rejectUnauthorized: false,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    await assert.rejects(
      new Promise((resolve, reject) => {
        socket.once("secureConnect", resolve);
        socket.once("error", reject);
      }),
    );
  }
});

test("health, figures, OCSP's neighbours and the authorities' certificates are on the validation port", async () => {
  const { validation } = system.addresses;
  for (const path of ["/healthz", "/readyz", "/metrics"])
    assert.equal((await fetch(`${validation}${path}`)).status, 200);
  const certificate = await fetch(`${validation}/ca/bizsol-g1.cer`);
  const issuing = new X509Certificate(Buffer.from(await certificate.arrayBuffer()));
  assert.ok(issuing.ca);
});

test("demo.json names everything, and its users can be told from it", async () => {
  const file: Record<string, unknown> = JSON.parse(await readFile(system.demonstrationFile, "utf8"));
  assert.deepEqual(file["portal"], system.addresses.portal);
  assert.equal(file["enrollment"], system.addresses.enrollment);
  assert.equal(file["serverCaFile"], system.serverCaFile);
  const authorities = await readFile(String(file["clientCaFile"]), "utf8");
  assert.equal(authorities.match(/BEGIN CERTIFICATE/g)?.length, 4);
  assert.ok(system.users("hisui").length >= 3);
});

test("mail goes through the queue to the catcher and is seen on its page", async () => {
  const mail = { to: "a@b.jp", subject: "電子証明書更新のお知らせ", text: "更新してください。" };
  await system.context.database.inInstitution("9001", (tx) => enqueueMail(tx, mail));
  for (let attempt = 0; attempt < 100 && (await system.mailbox.list()).length === 0; attempt += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  const page = await (await fetch(system.addresses.mail)).text();
  assert.ok(page.includes(mail.subject));
});

test("all recurring tasks run", async () => {
  for (const name of ["undo-unconfirmed", "publish-crls", "tidy-logins", "renew-responders"])
    await system.runTask(name);
  await assert.rejects(system.runTask("no-such-task"), { name: "InvariantError" });
});
