import { decodePem, encodePem, type PemLabel } from "#pki/pem.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { CERTIFICATES } from "./samples.ts";

/** Textual encodings (RFC 7468). */

const LABELS: readonly PemLabel[] = ["CERTIFICATE", "CERTIFICATE REQUEST", "X509 CRL", "PUBLIC KEY"];

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  const text = data.toString("latin1");
  for (const label of LABELS) {
    const decoded = decodePem(label, text);
    if (!decoded.ok) continue;
    const again = decodePem(label, decoded.value.map((der) => encodePem(label, der)).join(""));
    expect(
      again.ok &&
        again.value.length === decoded.value.length &&
        again.value.every((der, at) => der.equals(decoded.value[at] ?? Buffer.alloc(0))),
      "blocks are written as they were read",
    );
  }
};

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 32_768,
  shape: "text",
  seeds: [
    ...CERTIFICATES.slice(0, 2).map((der) => Buffer.from(encodePem("CERTIFICATE", der))),
    Buffer.from(encodePem("X509 CRL", Buffer.of(0x30, 0)) + encodePem("PUBLIC KEY", Buffer.of(0x30, 0))),
  ],
  slowMilliseconds: 50,
};
