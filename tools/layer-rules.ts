/**
 * The layers of the project as data: which room may import which. `ARCHITECTURE.md` draws the same arrows.
 * Checked by `tools/layers.ts`; `tools/layers.test.ts` plants a violation in each direction.
 */

/** A room: a folder whose files share the same rights. The first rule whose `room` is a prefix of a file applies. */
export interface RoomRule {
  /** Path prefix, from the project folder. `*` stands for one path segment. */
  readonly room: string;
  /** Prefixes that its files may import. `<own>` is the folder that `room` matched. */
  readonly mayImport: readonly string[];
  /** npm packages that its files must not import. */
  readonly forbiddenPackages?: readonly string[];
  /** The only packages (those of Node among them) that its files may import; unless told, any that is not forbidden. */
  readonly onlyPackages?: readonly string[];
}

const HTTP_PACKAGES = [
  "fastify",
  "@fastify/",
  "node:http",
  "node:https",
  "node:http2",
  "node:tls",
  "node:net",
];

export const roomRules: readonly RoomRule[] = [
  { room: "src/shared", mayImport: ["<own>"], forbiddenPackages: ["kysely", "pg", ...HTTP_PACKAGES] },
  { room: "src/wire", mayImport: ["<own>"], forbiddenPackages: ["kysely", "pg", ...HTTP_PACKAGES] },
  // Runs in the visitor's browser: nothing of Node, and no package but the one that reads QR codes.
  { room: "src/browser", mayImport: ["<own>", "src/shared", "src/wire"], onlyPackages: ["qr"] },
  {
    room: "src/pki",
    mayImport: ["<own>", "src/shared"],
    forbiddenPackages: ["kysely", "pg", ...HTTP_PACKAGES],
  },
  // A key store hands out signers, whose type the certificate code states.
  {
    room: "src/platform/key-store",
    mayImport: ["<own>", "src/pki", "src/shared"],
    forbiddenPackages: ["kysely", "pg", ...HTTP_PACKAGES],
  },
  { room: "src/platform", mayImport: ["src/platform", "src/shared"] },
  {
    room: "src/domain",
    mayImport: [
      "src/domain",
      "src/pki",
      "src/platform/database",
      "src/platform/jobs",
      "src/platform/key-store",
      "src/platform/log",
      "src/shared",
    ],
    forbiddenPackages: HTTP_PACKAGES,
  },
  {
    room: "src/protocols/*",
    mayImport: ["<own>", "src/domain", "src/pki", "src/platform", "src/shared", "src/wire"],
    forbiddenPackages: ["kysely", "pg"],
  },
  {
    room: "src/screens/components",
    mayImport: ["<own>", "src/screens/assets", "src/domain", "src/platform", "src/shared"],
    forbiddenPackages: ["kysely", "pg"],
  },
  {
    room: "src/screens/assets",
    mayImport: ["<own>", "src/platform", "src/shared"],
    forbiddenPackages: ["kysely", "pg"],
  },
  // One screen never imports another; what two need is a component.
  {
    room: "src/screens/portal/*/",
    mayImport: [
      "<own>",
      "src/screens/components",
      "src/screens/portal/",
      "src/domain",
      "src/platform",
      "src/shared",
    ],
    forbiddenPackages: ["kysely", "pg"],
  },
  {
    room: "src/screens/*",
    mayImport: [
      "<own>",
      "src/screens/components",
      "src/screens/assets",
      "src/domain",
      "src/platform",
      "src/shared",
    ],
    forbiddenPackages: ["kysely", "pg"],
  },
  // The window is drawn like the portal: the same templates, style sheet and components.
  {
    room: "apps/issuer/window",
    mayImport: [
      "apps/issuer",
      "src/wire",
      "src/shared",
      "src/pki",
      "src/platform/html",
      "src/screens/assets",
      "src/screens/components",
    ],
    forbiddenPackages: ["kysely", "pg", "fastify", "@fastify/"],
  },
  {
    room: "apps/issuer",
    mayImport: ["<own>", "src/wire", "src/shared", "src/pki"],
    forbiddenPackages: ["kysely", "pg", "fastify", "@fastify/"],
  },
  // Composition: the places where the parts are put together may see all of them.
  { room: "src/cli", mayImport: ["src"] },
  { room: "src/demo", mayImport: ["src"] },
  { room: "src/main.ts", mayImport: ["src"] },
  { room: "src/system.ts", mayImport: ["src"] },
  { room: "src/system", mayImport: ["src"] },
  { room: "src/config.ts", mayImport: ["src/shared", "src/platform"] },
  { room: "test", mayImport: ["src", "apps", "test"] },
  { room: "bench", mayImport: ["src", "apps", "bench", "test"] },
  { room: "tools", mayImport: ["src", "tools", "test"] },
];

/** Text that must not stand in a file of these rooms, with the reason. */
export interface TextRule {
  readonly rooms: readonly string[];
  readonly exceptSuffixes: readonly string[];
  readonly pattern: RegExp;
  readonly reason: string;
}

export const textRules: readonly TextRule[] = [
  {
    rooms: ["src/domain", "src/protocols", "src/screens"],
    exceptSuffixes: [".store.ts", ".test.ts"],
    pattern:
      /\.(?:selectFrom|insertInto|updateTable|deleteFrom|executeQuery|executeTakeFirst|withRecursive)\(|\bsql`/,
    reason: "only *.store.ts touches the database",
  },
  {
    rooms: ["src/domain", "src/pki", "src/protocols", "src/screens"],
    exceptSuffixes: [".test.ts"],
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bTemporal\.Now\b|\bMath\.random\(/,
    reason: "time and randomness are parameters",
  },
  {
    rooms: ["src/domain", "src/pki"],
    exceptSuffixes: [".test.ts"],
    pattern: /\brandomBytes\(|\brandomUUID\(|\brandomInt\(|\bgetRandomValues\(/,
    reason: "time and randomness are parameters",
  },
  {
    rooms: ["src", "apps"],
    exceptSuffixes: [".test.ts"],
    pattern: /institution(?:Policy)?\.(?:id|code)\s*[!=]==?\s*["'`]/,
    reason: "a new institution is a file, not a branch in code",
  },
];
