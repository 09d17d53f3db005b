import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { z } from "zod";
import { policySchema } from "#domain/institution/policy.ts";
import { institutionReference, REFERENCE_FILE } from "./institution-reference.ts";

test("docs/institution-policy.md is current", async () => {
  assert.equal(
    await readFile(REFERENCE_FILE, "utf8"),
    institutionReference(),
    "run: node_modules/node/bin/node tools/institution-reference.ts",
  );
});

test("every field of the policy says what it means", () => {
  const walk = (schema: z.core.JSONSchema.JSONSchema, path: string): void => {
    if (schema.properties === undefined) {
      assert.ok((schema.description ?? "").length > 10, `${path} has no description`);
      return;
    }
    if (Object.keys(schema.properties).join() === "ja,en") return;
    for (const [key, inner] of Object.entries(schema.properties))
      if (typeof inner === "object") walk(inner, `${path}.${key}`);
  };
  walk(z.toJSONSchema(policySchema), "$");
});
