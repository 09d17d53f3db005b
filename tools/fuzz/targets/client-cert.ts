import { parseCertificate } from "#pki/certificate/parse.ts";
import { parseClientCert } from "#platform/http/client-certificate/client-cert-field.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { CERTIFICATES } from "./samples.ts";

/** The field Client-Cert of a proxy (RFC 9440): a line for each time that it was sent. */

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  const values = data.toString("latin1").split("\n");
  const parsed = parseClientCert(values);
  if (!parsed.ok) return;
  expect(values.length === 1, "the field was sent once");
  expect(values[0]?.trim() === `:${parsed.value.toString("base64")}:`, "the field is canonical");
  parseCertificate(parsed.value);
};

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 24_000,
  shape: "text",
  seeds: CERTIFICATES.map((der) => Buffer.from(`:${der.toString("base64")}:`)),
  slowMilliseconds: 50,
};
