import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock, type SettableClock } from "#shared/clock.ts";
import { runIn, tokenIn, type Ran } from "#test/support/ceremony.ts";
import { startTestSystem, type TestSystem } from "#test/support/system.ts";
import { runProgram } from "#test/support/validation.ts";

/** The machine's own clock, as the command line beside the system uses it. */
const clock: SettableClock = { ...systemClock, set: () => undefined, advance: () => undefined };

/** The command line beside a running system. */
const commandLine = (system: TestSystem) => {
  const environment = {
    DATABASE_URL: system.connectionString,
    TEGATA_VAR: system.varDirectory,
    TEGATA_KEY_PASSPHRASE_FILE: join(system.varDirectory, "demo-passphrase"),
    TEGATA_VALIDATION_URL: system.addresses.validation,
  };
  const run = (...words: string[]): Promise<Ran> => runIn(environment, ["ca", ...words]);
  return {
    run,
    /** Both steps. */
    confirmed: async (...words: string[]): Promise<Ran> => {
      const first = await run(...words);
      return tokenIn(first) === "" ? first : run(...words, "--confirm", tokenIn(first));
    },
  };
};

/** Names of the authorities that a listener sends when it asks for a certificate, as OpenSSL prints them. */
const namesAskedFor = async (port: number, host: string): Promise<string[]> => {
  const { output } = await runProgram("sh", [
    "-c",
    `openssl s_client -connect 127.0.0.1:${port} -servername ${host} </dev/null 2>/dev/null`,
  ]);
  const [, list = ""] =
    /Acceptable client certificate CA names\n([^]*?)\n(?:Requested|Client Certificate|Peer sign)/.exec(
      output,
    ) ?? [];
  return list
    .split("\n")
    .map((line) => /CN\s*=\s*(.*)$/.exec(line)?.[1] ?? "")
    .sort();
};

const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
  const deadline = Date.now() + 15_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, "it comes about within seconds");
    await pause(200);
  }
};

test("generations are changed beside a running system, which follows without a restart", async (t) => {
  const system = await startTestSystem(t, { clock });
  const { authority, ports, addresses } = system;
  const { run, confirmed } = commandLine(system);
  const done = async (...words: string[]): Promise<void> => {
    const { code, err } = await confirmed(...words);
    assert.equal(code, 0, `${words.join(" ")}: ${err}`);
  };
  const G1 = "Tegata demonstration BizSOL CA G1";
  const G2 = "Tegata demonstration BizSOL CA G2";
  const gate = () => namesAskedFor(ports.gate, `${"a".repeat(32)}.cert.hisui.localhost`);
  const est = () => namesAskedFor(ports.enrollment, "localhost");
  assert.deepEqual(await gate(), [G1]);

  const shown = await run("generation", "plan", "bizsol");
  assert.equal(shown.code, 1);
  assert.match(shown.out, /generation\s+bizsol-g2/);
  assert.match(shown.err, /Nothing was changed/);
  assert.equal((await run("generation", "plan", "bizsol", "--confirm", "0123456789abcdef")).code, 1);
  await done("generation", "plan", "bizsol", "--key", "P-256");
  assert.equal((await fetch(`${addresses.validation}/ca/bizsol-g2.cer`)).status, 404);

  await done("generation", "publish", "bizsol-g2");
  await until(async () => (await gate()).includes(G2));
  assert.deepEqual(await gate(), [G1, G2]);
  // Under a name that is none of the gate's, and at the registration authority: those of both families.
  assert.ok((await namesAskedFor(ports.gate, "elsewhere.localhost")).includes(G2));
  assert.ok((await est()).includes(G2));
  assert.deepEqual(
    new X509Certificate(
      Buffer.from(await (await fetch(`${addresses.validation}/ca/bizsol-g2.cer`)).arrayBuffer()),
    ).raw,
    authority.issuer("bizsol-g2")?.der,
  );
  assert.match(await readFile(system.files.clientCa ?? "", "utf8"), /(-----BEGIN CERTIFICATE-----[^]*){5}/);

  const early = await confirmed("generation", "activate", "bizsol-g2");
  assert.equal(early.code, 1);
  assert.match(early.err, /GENERATION_TOO_FRESH/);
  // The running validation authority is asked, and answers for it.
  await done("generation", "activate", "bizsol-g2", "--override", "waiting");
  await until(() => authority.issuingFor("bizsol").issuerId === "bizsol-g2");
  assert.deepEqual(await gate(), [G1, G2]);
  assert.deepEqual(JSON.parse((await run("check", "--json")).out), []);

  await done("generation", "revoke", "bizsol-g1", "--reason", "cACompromise");
  await until(async () => !(await gate()).includes(G1));
  assert.deepEqual(await gate(), [G2]);
  const crl = await (await fetch(`${addresses.validation}/crl/bizsol-root/authorities.crl`)).arrayBuffer();
  const judged = await runProgram("sh", [
    "-c",
    `printf %s ${Buffer.from(crl).toString("base64")} | base64 -d | openssl crl -inform DER -noout -text`,
  ]);
  assert.match(judged.output, /CA Compromise/);
});

test("activation is refused while the running validation authority does not know the generation", async (t) => {
  const system = await startTestSystem(t, { clock });
  const { confirmed } = commandLine(system);
  assert.equal((await confirmed("generation", "plan", "shinkin")).code, 0);
  assert.equal((await confirmed("generation", "publish", "shinkin-g2")).code, 0);
  await system.stop();
  const silent = await confirmed("generation", "activate", "shinkin-g2", "--override", "waiting");
  assert.equal(silent.code, 1);
  assert.match(silent.err, /GENERATION_VALIDATION_SILENT/);
  const forced = await confirmed(
    "generation",
    "activate",
    "shinkin-g2",
    "--override",
    "waiting",
    "validation",
  );
  assert.equal(forced.code, 0, forced.err);
});
