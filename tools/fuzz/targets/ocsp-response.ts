import { readCertificate } from "#pki/certificate/parse.ts";
import { lintOcspResponse } from "#pki/lints/lints.ts";
import { parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { CERTIFICATES, OCSP_RESPONSES } from "./samples.ts";

/** OCSP answers, and the lints of ours. */

const responder = readCertificate(CERTIFICATES[3] ?? Buffer.alloc(0));

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  if (responder.ok) lintOcspResponse({ response: data, responder: responder.value });
  const parsed = parseOcspResponse(data);
  if (!parsed.ok || parsed.value.kind === "error") return;
  const { tbs, responses } = parsed.value;
  expect(data.includes(tbs), "what is signed stands in the answer");
  for (const { certId } of responses)
    expect(tbs.includes(certId.encoded), "a CertID stands in what is signed");
};

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 8192,
  shape: "der",
  seeds: OCSP_RESPONSES,
  slowMilliseconds: 50,
};
