import { readCertificate } from "#pki/certificate/parse.ts";
import { parseCrl } from "#pki/crl/parse.ts";
import { lintCrl } from "#pki/lints/lints.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { checkName } from "./names.ts";
import { CERTIFICATES, CRLS } from "./samples.ts";

/** Certificate revocation lists, and the lints of ours. */

const issuer = readCertificate(CERTIFICATES[2] ?? Buffer.alloc(0));

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  if (issuer.ok)
    lintCrl({ crl: data, issuer: issuer.value, distributionPointUri: "http://va.example/crl/g1/0.crl" });
  const parsed = parseCrl(data);
  if (!parsed.ok) return;
  const { value } = parsed;
  expect(data.includes(value.tbs) && value.der.equals(data), "what is signed stands in the list");
  checkName(value.issuer, value.issuerDer);
  expect(value.number === undefined || value.number < 1n << 160n, "the number of a list is bounded");
};

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 8192,
  shape: "der",
  seeds: CRLS,
  slowMilliseconds: 100,
};
