import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import {
  answersRequestSchema,
  certificateRequestSchema,
  signatureRequestSchema,
  startRequestSchema,
} from "#wire/enrollment.ts";
import { parseBody } from "./parse.ts";

/** The most of every field is read, one more is refused: docs/protocols/limits.md. */

const outcome = (schema: z.ZodType, body: unknown): string => {
  const parsed = parseBody(schema, body);
  return parsed.ok ? "read" : parsed.refusal.code;
};

const text = (length: number): string => "a".repeat(length);
const start = (client: Readonly<Record<string, string>>) => ({
  purpose: "issue",
  client: { version: "1", deviceName: "PC", osUser: "taro", keyStoreKind: "nss", ...client },
});

const FIELDS: readonly (readonly [
  field: string,
  most: number,
  schema: z.ZodType,
  body: (length: number) => unknown,
])[] = [
  ["version", 40, startRequestSchema, (length) => start({ version: text(length) })],
  ["deviceName", 100, startRequestSchema, (length) => start({ deviceName: text(length) })],
  ["osUser", 100, startRequestSchema, (length) => start({ osUser: text(length) })],
  ["keyStoreKind", 40, startRequestSchema, (length) => start({ keyStoreKind: text(length) })],
  ["ask", 60, answersRequestSchema, (length) => ({ ask: text(length), values: {} })],
  ["an answer's name", 60, answersRequestSchema, (length) => ({ ask: "a", values: { [text(length)]: "" } })],
  ["an answer", 256, answersRequestSchema, (length) => ({ ask: "a", values: { a: text(length) } })],
  ["signature", 6000, signatureRequestSchema, (length) => ({ signature: text(length) })],
  ["pkcs10", 12_000, certificateRequestSchema, (length) => ({ pkcs10: text(length) })],
];

for (const [field, most, schema, body] of FIELDS) {
  test(`${field}: ${most} characters`, () => {
    assert.equal(outcome(schema, body(most)), "read");
    assert.equal(outcome(schema, body(most + 1)), "REQUEST_MALFORMED");
  });
}
