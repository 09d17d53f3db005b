import { accepted, refused, type Result } from "#shared/result.ts";

/** Textual encoding of DER (RFC 7468). */
export type PemLabel = "CERTIFICATE" | "CERTIFICATE REQUEST" | "X509 CRL" | "PUBLIC KEY" | "PRIVATE KEY";

/** One PEM block, lines of 64 characters, with a final line feed. */
export const encodePem = (label: PemLabel, der: Buffer): string => {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
};

/** The contents of all blocks of one label in a text, in their order; refuses a text that has none. */
export const decodePem = (label: PemLabel, text: string): Result<readonly Buffer[], string> => {
  const pattern = new RegExp(`-----BEGIN ${label}-----\\s([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, "g");
  const blocks = [...text.matchAll(pattern)].map(([, body = ""]) => Buffer.from(body, "base64"));
  return blocks.length > 0 ? accepted(blocks) : refused(`no ${label} in PEM`);
};
