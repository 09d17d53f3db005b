import type { KeyObject } from "node:crypto";
import { systemRandom } from "#shared/random.ts";
import type { KeyAlgorithmName } from "../algorithms.ts";
import { assembleCertificate, buildTbsCertificate, type TbsCertificateFields } from "../certificate/build.ts";
import { parseCertificate, type Certificate } from "../certificate/parse.ts";
import {
  clientFields,
  issuingAuthorityFields,
  ocspResponderFields,
  rootFields,
  type IssuerAddresses,
} from "../certificate/profiles.ts";
import { issuerFactsOf } from "../certificate/verify.ts";
import { newPrivateKeySync } from "../key-pair.ts";
import { nameOf, type Name } from "../name.ts";
import { softwareSigner, type Signer } from "../signer.ts";

/** A certificate with its key. */
export interface Holder {
  readonly certificate: Certificate;
  readonly der: Buffer;
  readonly privateKey: KeyObject;
  readonly signer: Signer;
}

/** A root, an issuing authority, an OCSP responder and a client, for tests. */
export interface SmallAuthority {
  readonly root: Holder;
  readonly issuing: Holder;
  readonly responder: Holder;
  readonly client: Holder;
}

export const TEST_NOT_BEFORE = Temporal.Instant.from("2026-01-01T00:00:00Z");
export const TEST_NOT_AFTER = Temporal.Instant.from("2046-01-01T00:00:00Z");
export const TEST_POLICY_OID = "2.999.1.1";
export const TEST_ADDRESSES: IssuerAddresses = {
  crlUri: "http://va.example/crl/issuing/0.crl",
  caIssuersUri: "http://va.example/ca/issuing.cer",
  ocspUri: "http://va.example/ocsp",
};

/** A fresh private key of a row of the algorithm table. */
export const newPrivateKey = newPrivateKeySync;

export const newSerial = (): string => systemRandom.bytes(16).toString("hex");

/** Signs what `fields` say and reads the certificate back. */
export const signCertificate = async (fields: TbsCertificateFields, signer: Signer): Promise<Certificate> => {
  const tbs = buildTbsCertificate(fields);
  const der = assembleCertificate(tbs, signer.signatureAlgorithm, await signer.sign(tbs));
  const parsed = parseCertificate(der);
  if (!parsed.ok) throw new Error(parsed.refusal.detail);
  return parsed.value;
};

const hold = async (
  privateKey: KeyObject,
  issuerSigner: Signer,
  fieldsOf: (publicKeyInfo: Buffer) => TbsCertificateFields,
): Promise<Holder> => {
  const signer = softwareSigner(privateKey);
  const certificate = await signCertificate(fieldsOf(signer.publicKeyInfo), issuerSigner);
  return { certificate, der: certificate.der, privateKey, signer };
};

const subject = (commonName: string): Name =>
  nameOf([
    ["C", "JP"],
    ["O", "試験信用組合"],
    ["CN", commonName],
  ]);

/** Makes a small authority of one key algorithm; its client's key is P-256 unless said otherwise. */
export const newSmallAuthority = async (
  keyAlgorithm: KeyAlgorithmName = "P-256",
  clientKeyAlgorithm: KeyAlgorithmName = "P-256",
): Promise<SmallAuthority> => {
  const common = { notBefore: TEST_NOT_BEFORE, notAfter: TEST_NOT_AFTER };
  const rootKey = newPrivateKey(keyAlgorithm);
  const rootSigner = softwareSigner(rootKey);
  const root = await hold(rootKey, rootSigner, (publicKeyInfo) =>
    rootFields({
      ...common,
      serial: newSerial(),
      subject: subject("試験ルート"),
      publicKeyInfo,
      signatureAlgorithm: rootSigner.signatureAlgorithm,
    }),
  );
  const issuing = await hold(newPrivateKey(keyAlgorithm), rootSigner, (publicKeyInfo) =>
    issuingAuthorityFields({
      ...common,
      serial: newSerial(),
      subject: subject("試験発行局"),
      publicKeyInfo,
      issuer: issuerFactsOf(root.certificate),
      addresses: {
        crlUri: "http://va.example/crl/root/0.crl",
        caIssuersUri: "http://va.example/ca/root.cer",
      },
    }),
  );
  const issuer = issuerFactsOf(issuing.certificate);
  const responder = await hold(newPrivateKey(keyAlgorithm), issuing.signer, (publicKeyInfo) =>
    ocspResponderFields({ ...common, serial: newSerial(), subject: subject("OCSP"), publicKeyInfo, issuer }),
  );
  const client = await hold(newPrivateKey(clientKeyAlgorithm), issuing.signer, (publicKeyInfo) =>
    clientFields({
      ...common,
      serial: newSerial(),
      subject: subject("taro01 A001 20260101090000000000"),
      publicKeyInfo,
      issuer,
      addresses: TEST_ADDRESSES,
      policyOid: TEST_POLICY_OID,
    }),
  );
  return { root, issuing, responder, client };
};

/** What a client certificate of the test authority says, but for its issuer. */
export const clientOf = (
  authority: SmallAuthority,
  commonName: string,
): Omit<Parameters<typeof clientFields>[0], "issuer"> => ({
  serial: newSerial(),
  subject: nameOf([
    ["C", "JP"],
    ["O", "ヒスイ信用組合"],
    ["OU", "9001"],
    ["CN", commonName],
  ]),
  publicKeyInfo: authority.client.signer.publicKeyInfo,
  notBefore: TEST_NOT_BEFORE,
  notAfter: TEST_NOT_AFTER,
  addresses: TEST_ADDRESSES,
  policyOid: TEST_POLICY_OID,
});
