import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createLog } from "./log.ts";
import { REDACTED, redactSecrets } from "./redact.ts";

const NAMES = [
  "password",
  "loginPassword",
  "confirmation_pin",
  "Authorization",
  "set-cookie",
  "token",
  "ticket",
  "Client-Cert",
  "privateKey",
];

test("a secret does not survive at any depth, under any spelling of its name", () => {
  const tree = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(...NAMES).map((name) => ({ [name]: "S3CRET" })),
      fc.dictionary(fc.string({ maxLength: 5 }), tie("node"), { maxKeys: 3 }),
      fc.array(tie("node"), { maxLength: 3 }),
    ),
  })).node;
  fc.assert(
    fc.property(tree, (node) => {
      assert.ok(!JSON.stringify(redactSecrets({ node })).includes("S3CRET"));
    }),
  );
});

test("what is no secret stays", () => {
  const fields = { supportId: "7K2QF-9XM0C", status: 200, at: new Date(0), list: [1, "a?"], none: null };
  assert.deepEqual(redactSecrets(fields), fields);
});

test("tickets in addresses and passwords in connection strings are cut out of texts", () => {
  const fields = redactSecrets({
    location: "https://hisui.localhost:8443/login/certificate/return?ticket=S3CRET",
    database: "postgresql://tegata:S3CRET@localhost/tegata?host=/x",
  });
  assert.ok(!JSON.stringify(fields).includes("S3CRET"));
  assert.match(
    String(fields["location"]),
    /^https:\/\/hisui\.localhost:8443\/login\/certificate\/return\?…$/,
  );
});

test("of an error only name, message, code, stack and cause are logged", () => {
  const cause = Object.assign(new Error("refused"), {
    code: "42501",
    detail: "Failing row contains (S3CRET)",
    password: "S3CRET",
  });
  const { err } = redactSecrets({ err: new Error("failed", { cause }) });
  assert.ok(typeof err === "object" && err !== null);
  assert.deepEqual(Object.keys(err), ["type", "message", "stack", "cause"]);
  assert.ok(!JSON.stringify(err).includes("S3CRET"));
});

test("the log itself redacts", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
  log.child({ server: "portal" }).info({ form: { pin: "S3CRET" } }, "request");
  const [line] = lines;
  const parsed: Record<string, unknown> = JSON.parse(line ?? "{}");
  assert.deepEqual(parsed["form"], { pin: REDACTED });
  assert.deepEqual([parsed["level"], parsed["server"], parsed["msg"]], ["info", "portal", "request"]);
});
