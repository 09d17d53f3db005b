import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { factsOf } from "../../src/browser/acquisition/certificate.ts";
import {
  makeFile,
  PROTECTIONS,
  type FileWish,
  type ProtectionName,
} from "../../src/browser/acquisition/file.ts";
import { newPageKey } from "../../src/browser/acquisition/key-pair.ts";
import { newPassphrase } from "../../src/browser/acquisition/passphrase.ts";
import { derive } from "../../src/browser/acquisition/pkcs12-derivation.ts";
import { encryptTripleDes } from "../../src/browser/acquisition/triple-des.ts";
import { certificateFor, folderOf, judge, nssDatabase } from "./files.ts";

const octetsOf = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);

/** The example of RFC 7292's key derivation that implementations share (Bouncy Castle's and OpenSSL's tests). */
test("the key derivation of PKCS#12 gives the published values", async () => {
  const salt = octetsOf(Buffer.from("0a58cf64530d823f", "hex"));
  const common = { hash: "SHA-1", passphrase: "smeg", salt, iterations: 1 } as const;
  const key = await derive({ ...common, purpose: 1, bytes: 24 });
  assert.equal(Buffer.from(key).toString("hex"), "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3");
  const initialVector = await derive({ ...common, purpose: 2, bytes: 8 });
  assert.equal(Buffer.from(initialVector).toString("hex"), "79993dfe048d3b76");
});

test("Triple DES agrees with OpenSSL for every length", () => {
  for (let length = 0; length < 40; length += 1) {
    const [key, iv, content] = [randomBytes(24), randomBytes(8), randomBytes(length)];
    const ours = Buffer.from(encryptTripleDes(octetsOf(key), octetsOf(iv), octetsOf(content)));
    const cipher = createCipheriv("des-ede3-cbc", key, iv);
    assert.deepEqual(ours, Buffer.concat([cipher.update(content), cipher.final()]));
    const decipher = createDecipheriv("des-ede3-cbc", key, iv);
    assert.deepEqual(Buffer.concat([decipher.update(ours), decipher.final()]), content);
  }
});

const profile = {
  identifier: "jp.tegata.akagi.akagi03",
  texts: {
    displayName: `赤城 <"'&> 電子証明書`,
    description: "A test",
    organization: "Akagi",
    certificateName: "Certificate",
    authorityName: "Authority",
  },
};

const wishFor = async (
  folder: string,
  options: {
    algorithm?: "P-256" | "P-384" | "RSA-2048";
    protection?: ProtectionName;
    form?: FileWish["form"];
  },
): Promise<FileWish> => {
  const key = await newPageKey([options.algorithm ?? "P-256"]);
  assert.ok(key);
  return {
    form: options.form ?? "browser-pkcs12",
    protection: options.protection ?? "current",
    key,
    certificate: await certificateFor(folder, key),
    chain: [],
    passphrase: newPassphrase(),
    name: "赤城法人インターネットバンキング akagi03",
    fileName: "akagi-ログイン/../akagi03",
    profile,
  };
};

const written = async (folder: string, wish: FileWish): Promise<string> => {
  const { name, content } = await makeFile(wish);
  assert.match(name, /^[A-Za-z0-9._-]+\.(?:p12|mobileconfig)$/);
  const file = join(folder, name.replace(/.*\./, "made."));
  writeFileSync(file, Buffer.from(await content.arrayBuffer()));
  return file;
};

const openssl = (file: string, passphrase: string, protection: ProtectionName): string =>
  judge(
    "openssl",
    "pkcs12",
    "-info",
    "-in",
    file,
    "-passin",
    `pass:${passphrase}`,
    "-nodes",
    ...(protection === "old" ? ["-legacy"] : []),
  );

const HOW: Readonly<Record<ProtectionName, RegExp>> = {
  current:
    /MAC: sha256, Iteration 10000\n[^]*salt length: 8\n[^]*PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256/,
  old: /MAC: sha1, Iteration 2048\n[^]*salt length: 8\n[^]*pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048/,
};

const protections: readonly ProtectionName[] = ["current", "old"];
assert.deepEqual(Object.keys(PROTECTIONS), protections);

for (const protection of protections) {
  describe(`a PKCS#12 file, ${protection}`, () => {
    for (const algorithm of ["P-256", "P-384", "RSA-2048"] as const) {
      test(`${algorithm}: openssl, GnuTLS and NSS open it, key and certificate joined`, async (t) => {
        const folder = folderOf(t);
        const wish = await wishFor(folder, { algorithm, protection });
        const file = await written(folder, wish);
        const said = openssl(file, wish.passphrase, protection);
        assert.match(said, HOW[protection]);
        assert.equal(said.match(/friendlyName/g)?.length, 2, "key and certificate have a name");
        assert.match(said, /BEGIN PRIVATE KEY/);
        const gnutls = judge(
          "certtool",
          "--p12-info",
          "--inder",
          "--infile",
          file,
          "--password",
          wish.passphrase,
        );
        assert.match(gnutls, /BEGIN CERTIFICATE/);
        assert.doesNotMatch(gnutls, /MAC: .*fail/i);
        const database = nssDatabase(folder);
        assert.match(judge("pk12util", "-i", file, "-d", database, "-W", wish.passphrase), /SUCCESSFUL/);
        assert.match(judge("certutil", "-K", "-d", database), /赤城法人インターネットバンキング akagi03/);
      });
    }

    test("nobody opens it with another passphrase, or after one bit was changed", async (t) => {
      const folder = folderOf(t);
      const wish = await wishFor(folder, { protection });
      const file = await written(folder, wish);
      const other = newPassphrase();
      const words = ["pkcs12", "-in", file, "-noout", ...(protection === "old" ? ["-legacy"] : [])];
      assert.throws(() => judge("openssl", ...words, "-passin", `pass:${other}`));
      assert.throws(() => judge("pk12util", "-l", file, "-W", other));
      const { content } = await makeFile(wish);
      const changed = Buffer.from(await content.arrayBuffer());
      changed[200] = (changed[200] ?? 0) ^ 1;
      writeFileSync(file, changed);
      assert.throws(() => judge("openssl", ...words, "-passin", `pass:${wish.passphrase}`));
    });
  });
}

test("roots stay out, the issuing authority goes in", async (t) => {
  const folder = folderOf(t);
  const wish = await wishFor(folder, {});
  judge(
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    join(folder, "root.key"),
    "-out",
    join(folder, "root.pem"),
    "-subj",
    "/CN=root",
  );
  judge(
    "openssl",
    "req",
    "-new",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    join(folder, "issuing.key"),
    "-out",
    join(folder, "issuing.csr"),
    "-subj",
    "/CN=issuing",
  );
  judge(
    "openssl",
    "x509",
    "-req",
    "-in",
    join(folder, "issuing.csr"),
    "-CA",
    join(folder, "root.pem"),
    "-CAkey",
    join(folder, "root.key"),
    "-out",
    join(folder, "issuing.pem"),
  );
  const derOf = (name: string) => {
    const pem = judge("openssl", "x509", "-in", join(folder, `${name}.pem`));
    return octetsOf(Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ""), "base64"));
  };
  assert.equal(factsOf(derOf("issuing")).isSelfIssued, false);
  const file = await written(folder, { ...wish, chain: [derOf("issuing"), derOf("root")] });
  const said = openssl(file, wish.passphrase, "current");
  assert.match(said, /subject=CN *= *issuing/);
  assert.doesNotMatch(said, /subject=CN *= *root/);
  const other = await written(folder, {
    ...wish,
    form: "browser-apple-profile",
    chain: [derOf("issuing"), derOf("root")],
  });
  const types = judge(
    "python3",
    "-c",
    "import plistlib,sys\nprint([p['PayloadType'] for p in plistlib.load(open(sys.argv[1],'rb'))['PayloadContent']])",
    other,
  );
  assert.equal(types.trim(), "['com.apple.security.pkcs12', 'com.apple.security.pkcs1']");
});

/** Reads a profile with Python's plistlib, and writes its PKCS#12 beside it. */
const READ_PROFILE = `
import plistlib, sys, json
profile = plistlib.load(open(sys.argv[1], "rb"))
identity = profile["PayloadContent"][0]
open(sys.argv[2], "wb").write(identity["PayloadContent"])
everything = [profile] + profile["PayloadContent"]
print(json.dumps({
  "type": profile["PayloadType"], "version": profile["PayloadVersion"], "name": profile["PayloadDisplayName"],
  "identifier": profile["PayloadIdentifier"], "removal": profile["RemovalDate"].isoformat(),
  "identity": identity["PayloadType"], "keys": sorted(identity),
  "uuids": [each["PayloadUUID"] for each in everything],
}))
`;

test("an Apple profile is a property list that others read, and its PKCS#12 opens", async (t) => {
  const folder = folderOf(t);
  const wish = await wishFor(folder, { form: "browser-apple-profile", protection: "old" });
  const file = await written(folder, wish);
  const inner = join(folder, "inner.p12");
  const read: Record<string, unknown> = JSON.parse(judge("python3", "-c", READ_PROFILE, file, inner));
  const { uuids, removal, ...rest } = read;
  assert.deepEqual(rest, {
    type: "Configuration",
    version: 1,
    name: profile.texts.displayName,
    identifier: profile.identifier,
    identity: "com.apple.security.pkcs12",
    // No `Password`: the system asks.
    keys: [
      "PayloadCertificateFileName",
      "PayloadContent",
      "PayloadDisplayName",
      "PayloadIdentifier",
      "PayloadType",
      "PayloadUUID",
      "PayloadVersion",
    ],
  });
  assert.equal(removal, factsOf(wish.certificate).notAfter.toISOString().slice(0, 19));
  assert.ok(Array.isArray(uuids) && new Set(uuids).size === 2);
  assert.match(openssl(inner, wish.passphrase, "old"), /BEGIN PRIVATE KEY/);
});
