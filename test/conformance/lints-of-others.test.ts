import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { publishCrls } from "#domain/certificate/crl-publish.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { extension } from "#pki/certificate/extensions.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { boolean, sequence } from "#pki/der/writer.ts";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import { buildOcspRequest } from "#pki/ocsp/request.ts";
import { newPrivateKey } from "#pki/key-pair.ts";
import { OID } from "#pki/oids.ts";
import { encodePem } from "#pki/pem.ts";
import { softwareSigner } from "#pki/signer.ts";
import { issuePathMember } from "#pki/testing/path-certificates.ts";
import { newSmallAuthority } from "#pki/testing/small-authority.ts";
import { ORIGIN } from "#test/support/certificates.ts";
import { pkilint, zlint, type LintFinding, type LintItem, type Linter } from "#test/support/linters.ts";
import { validationWorld } from "#test/support/validation.ts";

/**
 * What really leaves is judged by zlint and pkilint: every institution's certificates with every key algorithm of its
 * policy, the authorities, the responder's certificate, CRLs and OCSP responses.
 */
const NOT_BROWSERS = "a rule of the browsers' programmes for TLS servers; these certificates are for clients";

/** Findings that stay, and why. Any other is a failure. */
const REMARKS: Readonly<Record<string, string>> = {
  n_ca_digital_signature_not_set: "authorities sign no OCSP responses themselves: a delegated responder does",
  n_mp_allowed_eku: NOT_BROWSERS,
  n_sub_ca_eku_missing: NOT_BROWSERS,
  w_ct_sct_policy_count_unsatisfied: NOT_BROWSERS,
};

const world = await validationWorld();
const items: LintItem[] = [];

const pem = async (name: string, label: "CERTIFICATE" | "X509 CRL", der: Buffer): Promise<string> => {
  const file = join(world.directory, `${name}.pem`);
  await writeFile(file, encodePem(label, der));
  return file;
};

const read = (der: Buffer) => {
  const parsed = parseCertificate(der);
  assert.ok(parsed.ok);
  return parsed.value;
};

const fetchDer = async (uri: string, request?: Buffer): Promise<Buffer> => {
  const response = await fetch(
    uri,
    request && {
      method: "POST",
      headers: { "content-type": "application/ocsp-request" },
      body: new Uint8Array(request),
    },
  );
  assert.equal(response.status, 200, uri);
  return Buffer.from(await response.arrayBuffer());
};

/** Certificate and issuer, alone and as a pair. */
const addCertificate = async (name: string, der: Buffer, issuerFile: string): Promise<string> => {
  const file = await pem(name, "CERTIFICATE", der);
  items.push({ kind: "certificate", file }, { kind: "pair", issuerFile, file });
  return file;
};

const addClients = async (): Promise<Map<string, Buffer>> => {
  const issued = new Map<string, Buffer>();
  for (const institution of world.context.institutions.all) {
    const { keyAlgorithms } = institution.certificate;
    for (const keyAlgorithm of keyAlgorithms) {
      const { publicKeyInfo } = softwareSigner(await newPrivateKey(keyAlgorithm));
      const user = await world.newUser(institution.id);
      const { certificate, issuerId } = await world.activate(user, {
        request: { publicKeyInfo, keyAlgorithm },
      });
      const [issuer] = world.authority.chainOf(issuerId);
      assert.ok(issuer !== undefined);
      const issuerFile = await pem(`issuer-${issuerId}`, "CERTIFICATE", issuer);
      await addCertificate(`${institution.id}-${keyAlgorithm}`, certificate, issuerFile);
      issued.set(institution.id, certificate);
    }
  }
  return issued;
};

/** The CRL of a certificate's shard, and what OCSP says of it, with the responder's certificate. */
const addStanding = async (name: string, certificate: Buffer, issuerDer: Buffer): Promise<void> => {
  const { extensions, serial } = read(certificate);
  const [crlUri] = extensions.crlUris ?? [];
  const [ocspUri] = extensions.ocspUris ?? [];
  assert.ok(crlUri !== undefined && ocspUri !== undefined);
  items.push({ kind: "crl", file: await pem(`crl-${name}`, "X509 CRL", await fetchDer(crlUri)) });
  const issuer = read(issuerDer);
  const identity = issuerIdentity({ name: issuer.subjectDer, publicKeyInfo: issuer.publicKeyInfo });
  const response = await fetchDer(ocspUri, buildOcspRequest([identity.certId(serial)], Buffer.alloc(32, 1)));
  const file = join(world.directory, `ocsp-${name}.der`);
  await writeFile(file, response);
  items.push({ kind: "ocspResponse", file });
  const parsed = parseOcspResponse(response);
  assert.ok(parsed.ok && parsed.value.kind === "successful");
  const [responder] = parsed.value.certificates;
  assert.ok(responder !== undefined);
  const issuerFile = await pem(`issuer-of-${name}`, "CERTIFICATE", issuerDer);
  await addCertificate(`responder-${name}`, responder, issuerFile);
};

before(async () => {
  const [issuing, root] = world.authority.chainOf("bizsol-g1");
  assert.ok(issuing !== undefined && root !== undefined);
  const rootFile = await pem("root", "CERTIFICATE", root);
  items.push({ kind: "certificate", file: rootFile });
  await addCertificate("issuing", issuing, rootFile);
  const issued = await addClients();
  const certificate = issued.get("hisui");
  assert.ok(certificate !== undefined);
  await publishCrls(world.context, world.authority);
  await addStanding("good", certificate, issuing);
  await revokeCertificate(world.context, {
    institution: world.institution("hisui"),
    serial: read(certificate).serial,
    reason: "keyCompromise",
    actor: { kind: "staff", name: "counter" },
    origin: ORIGIN,
  });
  await publishCrls(world.context, world.authority);
  await addStanding("revoked", certificate, issuing);
  for (const algorithm of ["P-256", "P-384", "RSA-3072", "RSA-4096"] as const) {
    const other = await newSmallAuthority(algorithm);
    const otherRoot = await pem(`root-${algorithm}`, "CERTIFICATE", other.root.der);
    items.push({ kind: "certificate", file: otherRoot });
    const otherIssuing = await addCertificate(`issuing-${algorithm}`, other.issuing.der, otherRoot);
    await addCertificate(`responder-${algorithm}`, other.responder.der, otherIssuing);
  }
});

const describeFinding = ({ item, severity, code, detail }: LintFinding): string =>
  `${item.kind} ${item.file.slice(world.directory.length + 1)}: ${severity} ${code} ${detail}`;

describe("linters of others find nothing that is not in the table", () => {
  const LINTERS: readonly (readonly [string, typeof zlint])[] = [
    ["zlint", zlint],
    ["pkilint", pkilint],
  ];
  for (const [name, linterFor] of LINTERS) {
    test(name, (t) => {
      const linter: Linter | undefined = linterFor(t);
      if (linter === undefined) return;
      const findings = linter.lint(items);
      t.diagnostic(`${name} judged ${items.length} items`);
      assert.deepEqual(findings.filter(({ code }) => !(code in REMARKS)).map(describeFinding), []);
    });

    test(`${name} would find something`, async (t) => {
      const linter = linterFor(t);
      if (linter === undefined) return;
      const bad = await issuePathMember({
        name: "bad",
        extensions: [extension(OID.basicConstraints, false, sequence(boolean(true)))],
      });
      const file = await pem("bad", "CERTIFICATE", bad.certificate.der);
      assert.notDeepEqual(
        linter.lint([{ kind: "certificate", file }]).map(({ code }) => code),
        [],
      );
    });
  }
});
