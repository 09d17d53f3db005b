import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { findViolations } from "./layer-check.ts";

const importMap = {
  "#shared/": "src/shared/",
  "#platform/": "src/platform/",
  "#pki/": "src/pki/",
  "#domain/": "src/domain/",
  "#screens/": "src/screens/",
  "#protocols/": "src/protocols/",
  "#wire/": "src/wire/",
  "#test/": "test/",
};

const check = (file: string, text: string): readonly string[] =>
  findViolations([{ path: file, text }], importMap).map((violation) => violation.message);

/** One planted violation for each direction that the arrows forbid. */
const planted: readonly (readonly [name: string, file: string, text: string])[] = [
  ["shared imports pki", "src/shared/x.ts", `import { a } from "#pki/a.ts";`],
  ["shared imports platform", "src/shared/x.ts", `import { a } from "#platform/log/log.ts";`],
  ["wire imports shared", "src/wire/x.ts", `import { a } from "#shared/ids.ts";`],
  ["pki imports platform", "src/pki/x.ts", `import { a } from "#platform/log/log.ts";`],
  ["pki imports domain", "src/pki/x.ts", `import { a } from "#domain/user/users.ts";`],
  ["platform imports pki", "src/platform/log/x.ts", `import { a } from "#pki/a.ts";`],
  ["platform imports domain", "src/platform/log/x.ts", `import type { A } from "#domain/context.ts";`],
  ["domain imports screens", "src/domain/user/x.ts", `import { a } from "#screens/components/a.ts";`],
  ["domain imports protocols", "src/domain/user/x.ts", `import { a } from "#protocols/est/a.ts";`],
  ["domain imports wire", "src/domain/user/x.ts", `import { a } from "#wire/enrollment.ts";`],
  ["domain imports HTTP platform", "src/domain/user/x.ts", `import { a } from "#platform/http/server.ts";`],
  ["domain imports fastify", "src/domain/user/x.ts", `import fastify from "fastify";`],
  ["domain imports node:http", "src/domain/user/x.ts", `import http from "node:http";`],
  [
    "domain reaches another module's store",
    "src/domain/user/x.ts",
    `import { a } from "../login/session.store.ts";`,
  ],
  ["protocol imports screens", "src/protocols/est/x.ts", `import { a } from "#screens/components/a.ts";`],
  ["protocol imports another protocol", "src/protocols/est/x.ts", `import { a } from "../ocsp/a.ts";`],
  ["protocol imports a store", "src/protocols/est/x.ts", `import { a } from "#domain/user/user.store.ts";`],
  ["screen imports protocol", "src/screens/portal/A-a/x.ts", `import { a } from "#protocols/est/a.ts";`],
  ["screen imports another screen", "src/screens/portal/A-a/x.ts", `import { a } from "../B-b/view.ts";`],
  ["gate imports portal", "src/screens/gate/x.ts", `import { a } from "../portal/routes.ts";`],
  ["screen imports pki", "src/screens/gate/x.ts", `import { a } from "#pki/a.ts";`],
  ["component imports a screen", "src/screens/components/x.ts", `import { a } from "../portal/A-a/view.ts";`],
  ["issuer imports domain", "apps/issuer/x.ts", `import { a } from "../../src/domain/context.ts";`],
  ["the window imports domain", "apps/issuer/window/x.ts", `import { a } from "#domain/context.ts";`],
  [
    "the window imports the portal",
    "apps/issuer/window/x.ts",
    `import { a } from "#screens/portal/routes.ts";`,
  ],
  [
    "the rest of issuer imports screens",
    "apps/issuer/core/x.ts",
    `import { a } from "#screens/components/a.ts";`,
  ],
  ["issuer imports platform", "apps/issuer/x.ts", `import { a } from "#platform/log/log.ts";`],
  ["re-export counts", "src/shared/x.ts", `export { a } from "#pki/a.ts";`],
  ["export star counts", "src/shared/x.ts", `export * from "#pki/a.ts";`],
  ["dynamic import counts", "src/shared/x.ts", `export const a = () => import("#pki/a.ts");`],
  ["SQL outside a store", "src/domain/user/x.ts", `export const a = (tx: any) => tx.selectFrom("contract");`],
  ["SQL text outside a store", "src/screens/gate/x.ts", "export const a = sql`select 1`;"],
  ["own clock in the domain", "src/domain/user/x.ts", `export const a = () => Date.now();`],
  ["own clock in pki", "src/pki/x.ts", `export const a = () => Temporal.Now.instant();`],
  ["own randomness in the domain", "src/domain/user/x.ts", `export const a = () => randomBytes(16);`],
  ["a branch for an institution", "src/domain/user/x.ts", `export const a = institution.id === "hisui";`],
  ["the browser's code imports Node", "src/browser/a/main.ts", `import { a } from "node:crypto";`],
  ["the browser's code imports a package", "src/browser/a/main.ts", `import { a } from "zod";`],
  ["the browser's code imports pki", "src/browser/a/main.ts", `import { a } from "#pki/a.ts";`],
  ["a file in no room", "src/elsewhere/x.ts", `export const a = 1;`],
];

for (const [name, file, text] of planted) {
  test(`is refused: ${name}`, () => {
    assert.equal(check(file, text).length, 1);
  });
}

const allowed: readonly (readonly [name: string, file: string, text: string])[] = [
  ["domain uses pki", "src/domain/certificate/x.ts", `import { a } from "#pki/a.ts";`],
  ["domain uses another module's function", "src/domain/login/x.ts", `import { a } from "../user/users.ts";`],
  [
    "a store uses kysely",
    "src/domain/user/user.store.ts",
    `import { sql } from "kysely"; export const a = sql\`select 1\`;`,
  ],
  [
    "a screen uses a component",
    "src/screens/portal/A-a/x.ts",
    `import { a } from "#screens/components/a.ts";`,
  ],
  [
    "a screen uses the portal's services",
    "src/screens/portal/A-a/x.ts",
    `import type { A } from "../services.ts";`,
  ],
  ["the browser's code reads QR codes", "src/browser/a/main.ts", `import decode from "qr/decode.js";`],
  ["prose may mention it", "src/domain/user/x.ts", `// never Date.now() here\nexport const a = 1;`],
];

for (const [name, file, text] of allowed) {
  test(`is allowed: ${name}`, () => {
    assert.deepEqual(check(file, text), []);
  });
}

test("the command sees a violation planted in a copy of the tree, and fails", () => {
  const project = path.dirname(import.meta.dirname);
  const copy = mkdtempSync(path.join(tmpdir(), "tegata-layers-"));
  try {
    cpSync(path.join(project, "src", "shared"), path.join(copy, "src", "shared"), { recursive: true });
    cpSync(path.join(project, "package.json"), path.join(copy, "package.json"));
    symlinkSync(path.join(project, "node_modules"), path.join(copy, "node_modules"));
    const run = () =>
      spawnSync(process.execPath, [path.join(project, "tools", "layers.ts"), copy], { encoding: "utf8" });
    assert.equal(run().status, 0);
    mkdirSync(path.join(copy, "src", "shared", "planted"));
    writeFileSync(path.join(copy, "src", "shared", "planted", "x.ts"), `import "#domain/context.ts";\n`);
    const after = run();
    assert.equal(after.status, 1);
    assert.match(
      after.stderr,
      /src\/shared\/planted\/x\.ts:1: src\/shared must not import src\/domain\/context\.ts/,
    );
    rmSync(path.join(copy, "src"), { recursive: true });
    assert.equal(run().status, 1, "a checker that read nothing must not report success");
  } finally {
    rmSync(copy, { recursive: true });
  }
});
