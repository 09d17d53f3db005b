import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { before, describe, test, type TestContext } from "node:test";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import { assembleCrl, buildTbsCertList, encodeCrlEntry } from "#pki/crl/build.ts";
import { TEST_ADDRESSES, newSmallAuthority, type SmallAuthority } from "#pki/testing/small-authority.ts";
import { runTool, workbench, type Workbench } from "./pki-tools.ts";

/** NSS, the library of Firefox, judges chain, purpose and revocation. */
let authority: SmallAuthority;
before(async () => {
  authority = await newSmallAuthority();
});

const NOW = Temporal.Now.instant();

interface NssDatabase {
  readonly bench: Workbench;
  readonly place: readonly string[];
}

/** A database that trusts the root for clients and servers and knows the others. */
const databaseOf = (t: TestContext): NssDatabase => {
  const bench = workbench(t);
  mkdirSync(bench.path("nss"));
  const place = ["-d", `sql:${bench.path("nss")}`];
  const run = (parameters: readonly string[]): void => {
    const outcome = runTool("certutil", parameters);
    assert.equal(outcome.status, 0, outcome.text);
  };
  run(["-N", ...place, "--empty-password"]);
  const { root, issuing, client, responder } = authority;
  for (const [name, trust, { der }] of [
    ["root", "CT,,", root],
    ["issuing", ",,", issuing],
    ["client", ",,", client],
    ["responder", ",,", responder],
  ] as const) {
    run(["-A", ...place, "-n", name, "-t", trust, "-i", bench.der(`${name}.der`, der)]);
  }
  return { bench, place };
};

/** Usages as certutil names them. */
const USAGES = { client: "C", server: "V", authority: "L", responder: "O" } as const;

const validate = ({ place }: NssDatabase, name: string, usage: keyof typeof USAGES): string =>
  runTool("certutil", ["-V", ...place, "-n", name, "-u", USAGES[usage], "-e"]).text;

const crlOf = async (distributionPointUri: string | undefined, serial: string): Promise<Buffer> => {
  const { issuing } = authority;
  const tbs = buildTbsCertList({
    issuer: issuerFactsOf(issuing.certificate),
    thisUpdate: NOW.subtract({ minutes: 1 }),
    nextUpdate: NOW.add({ hours: 24 }),
    number: 42n,
    distributionPointUri,
    entries: [encodeCrlEntry({ serial, revokedAt: NOW.subtract({ hours: 1 }), reason: "keyCompromise" })],
  });
  return assembleCrl(tbs, issuing.signer.signatureAlgorithm, await issuing.signer.sign(tbs));
};

describe("NSS", () => {
  test("certutil takes each certificate for its purpose and for no other", (t) => {
    const database = databaseOf(t);
    assert.match(validate(database, "client", "client"), /certificate is valid/);
    assert.match(validate(database, "client", "server"), /not approved for application/);
    assert.match(validate(database, "client", "authority"), /key usage inadequate/);
    assert.match(validate(database, "responder", "responder"), /certificate is valid/);
    assert.match(validate(database, "responder", "client"), /not approved for application/);
    assert.match(validate(database, "issuing", "authority"), /certificate is valid/);
  });

  for (const library of [[], ["-pp"]]) {
    test(`vfychain ${library.join(" ") || "(classic)"} takes the chain for TLS clients only`, (t) => {
      const { bench, place } = databaseOf(t);
      const files = [bench.path("client.der"), bench.path("issuing.der")];
      const verify = (usage: string): string =>
        runTool("vfychain", [...place, ...library, "-u", usage, ...files]).text;
      assert.match(verify("0"), /Chain is good/);
      assert.match(verify("1"), /Chain is bad[\s\S]*not approved for application/);
    });
  }

  test("crlutil imports the full list, and the client it names is revoked", async (t) => {
    const database = databaseOf(t);
    const { bench, place } = database;
    const crl = bench.der("full.crl", await crlOf(undefined, authority.client.certificate.serial));
    const outcome = runTool("crlutil", ["-I", ...place, "-i", crl, "-t", "1"]);
    assert.equal(outcome.status, 0, outcome.text);
    assert.match(validate(database, "client", "client"), /has been revoked/);
  });

  test("a list that names another leaves the client valid", async (t) => {
    const database = databaseOf(t);
    const { bench, place } = database;
    const crl = bench.der("full.crl", await crlOf(undefined, "0f".repeat(16)));
    assert.equal(runTool("crlutil", ["-I", ...place, "-i", crl, "-t", "1"]).status, 0);
    assert.match(validate(database, "client", "client"), /certificate is valid/);
  });

  test("NSS knows no issuingDistributionPoint, and therefore takes no shard: the full list is for it", async (t) => {
    const { bench, place } = databaseOf(t);
    const shard = bench.der("0.crl", await crlOf(TEST_ADDRESSES.crlUri, "0f".repeat(16)));
    const outcome = runTool("crlutil", ["-I", ...place, "-i", shard, "-t", "1"]);
    assert.match(outcome.text, /SEC_ERROR_CRL_UNKNOWN_CRITICAL_EXTENSION/);
  });
});
