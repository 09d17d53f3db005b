import assert from "node:assert/strict";
import { test } from "node:test";
import { runTool } from "#test/support/est-client.ts";
import { newSmallAuthority } from "#pki/testing/small-authority.ts";
import { certificatesOnly } from "./pkcs7.ts";

test("openssl finds exactly the certificates that were put in", async () => {
  const { root, issuing } = await newSmallAuthority();
  const message = certificatesOnly([issuing.der, root.der]);
  const { status, output } = await runTool("openssl", ["pkcs7", "-inform", "DER", "-print_certs"], {
    input: message,
  });
  assert.equal(status, 0, output);
  assert.equal(output.match(/BEGIN CERTIFICATE/g)?.length, 2);
});

test("openssl's CMS reader takes it too: a SignedData of version 1 without signers", async () => {
  const { issuing } = await newSmallAuthority();
  const { status, output } = await runTool(
    "openssl",
    ["cms", "-cmsout", "-print", "-inform", "DER", "-noout"],
    { input: certificatesOnly([issuing.der]) },
  );
  assert.equal(status, 0, output);
  assert.match(output, /signedData/);
  assert.match(output, /version: 1/);
  assert.match(output, /signerInfos:\s+<EMPTY>/);
});
