import { parseSync } from "oxc-parser";
import path from "node:path";
import { type RoomRule, roomRules, textRules } from "./layer-rules.ts";

/** A source file as the checker sees it: path from the project folder with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One broken rule. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** How `#room/…` of package.json maps to folders, e.g. `{"#pki/": "src/pki/"}`. */
export type ImportMap = Readonly<Record<string, string>>;

const escape = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);

/** The folder that `room` matched in `file`, or undefined. */
const matchRoom = (room: string, file: string): string | undefined => {
  const pattern = room.split("*").map(escape).join("[^/]+");
  const boundary = room.endsWith("/") ? "" : "(?=/|$)";
  return new RegExp(`^${pattern}${boundary}`).exec(file)?.[0];
};

const ruleFor = (file: string): { rule: RoomRule; own: string } | undefined => {
  for (const rule of roomRules) {
    const own = matchRoom(rule.room, file);
    if (own !== undefined) return { rule, own };
  }
  return undefined;
};

interface Import {
  readonly specifier: string;
  readonly offset: number;
}

/** Every module that a file names: static imports, re-exports, and `import("…")` with a literal. */
const importsOf = (file: SourceFile): readonly Import[] => {
  const { module, errors } = parseSync(file.path, file.text);
  if (errors.length > 0) throw new Error(`${file.path}: ${errors[0]?.message ?? "cannot be parsed"}`);
  const fixed = module.staticImports.map((item) => ({
    specifier: item.moduleRequest.value,
    offset: item.moduleRequest.start,
  }));
  const passedOn = module.staticExports.flatMap((item) =>
    item.entries.flatMap((entry) =>
      entry.moduleRequest === null
        ? []
        : [{ specifier: entry.moduleRequest.value, offset: entry.moduleRequest.start }],
    ),
  );
  const dynamic = module.dynamicImports.map((item) => ({
    specifier: file.text
      .slice(item.moduleRequest.start, item.moduleRequest.end)
      .replaceAll(/^["'`]|["'`]$/g, ""),
    offset: item.moduleRequest.start,
  }));
  return [...fixed, ...passedOn, ...dynamic];
};

/** The project path an import points at, or undefined for a package. */
const resolveImport = (from: string, specifier: string, importMap: ImportMap): string | undefined => {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  const prefix = Object.keys(importMap).find((candidate) => specifier.startsWith(candidate));
  return prefix === undefined ? undefined : `${importMap[prefix] ?? ""}${specifier.slice(prefix.length)}`;
};

const isWithin = (target: string, room: string): boolean =>
  target === room || target.startsWith(room.endsWith("/") ? room : `${room}/`);

/** Files directly in src/screens/portal are shared by its screens; the folders beside them are other screens. */
const isAnotherScreen = (own: string, target: string): boolean =>
  own.startsWith("src/screens/portal/") &&
  /^src\/screens\/portal\/[^/]+\//.test(target) &&
  !isWithin(target, own);

const domainModule = (file: string): string | undefined => /^src\/domain\/[^/]+(?=\/)/.exec(file)?.[0];

/** Whether `specifier` is the package `name`, or a module of it; a name with `/` at its end is a whole scope. */
const isOfPackage = (specifier: string, name: string): boolean =>
  name.endsWith("/") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`);

const messageFor = (
  file: string,
  { rule, own }: { rule: RoomRule; own: string },
  specifier: string,
  importMap: ImportMap,
): string | undefined => {
  const target = resolveImport(file, specifier, importMap);
  if (target === undefined) {
    const isNamed = (names: readonly string[]): boolean => names.some((name) => isOfPackage(specifier, name));
    const isForbidden =
      isNamed(rule.forbiddenPackages ?? []) ||
      (rule.onlyPackages !== undefined && !isNamed(rule.onlyPackages));
    if (!isForbidden || isStorePackage(file, specifier)) return undefined;
    return `${own} must not import the package ${specifier}`;
  }
  if (
    target.endsWith(".store.ts") &&
    domainModule(target) !== domainModule(file) &&
    !file.endsWith(".test.ts")
  ) {
    return `${target} may be imported only by its own module`;
  }
  if (isAnotherScreen(own, target)) return `${own} must not import another screen (${target})`;
  if (rule.mayImport.some((room) => isWithin(target, room === "<own>" ? own : room))) return undefined;
  return `${own} must not import ${target}`;
};

/** `*.store.ts` in the domain is where Kysely belongs. */
const isStorePackage = (file: string, specifier: string): boolean =>
  file.endsWith(".store.ts") && specifier === "kysely";

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

const importViolations = (file: SourceFile, importMap: ImportMap): readonly Violation[] => {
  const found = ruleFor(file.path);
  if (found === undefined) {
    return [
      { path: file.path, line: 1, message: "this file is in no room; add one to tools/layer-rules.ts" },
    ];
  }
  // A test may use the test support beside what its room may import.
  const forTests = file.path.endsWith(".test.ts") ? ["src", "test/support", "apps", "tools"] : [];
  const rule = { ...found.rule, mayImport: [...found.rule.mayImport, ...forTests] };
  const { room, mayImport } = rule;
  const applied = file.path.endsWith(".test.ts") ? { room, mayImport } : rule;
  return importsOf(file).flatMap(({ specifier, offset }) => {
    const message = messageFor(file.path, { rule: applied, own: found.own }, specifier, importMap);
    return message === undefined ? [] : [{ path: file.path, line: lineAt(file.text, offset), message }];
  });
};

/** Comments removed, so that prose may mention what code must not do; offsets and lines stay. */
const withoutComments = (file: SourceFile): string => {
  let text = file.text;
  for (const comment of parseSync(file.path, file.text).comments) {
    const blank = text.slice(comment.start, comment.end).replaceAll(/[^\n]/g, " ");
    text = text.slice(0, comment.start) + blank + text.slice(comment.end);
  }
  return text;
};

const textViolations = (file: SourceFile): readonly Violation[] => {
  const rules = textRules.filter(
    (rule) =>
      rule.rooms.some((room) => isWithin(file.path, room)) &&
      !rule.exceptSuffixes.some((suffix) => file.path.endsWith(suffix)),
  );
  if (rules.length === 0) return [];
  const text = withoutComments(file);
  return rules.flatMap((rule) => {
    const match = rule.pattern.exec(text);
    return match === null
      ? []
      : [
          {
            path: file.path,
            line: lineAt(text, match.index),
            message: `${rule.reason} (${match[0].trim()})`,
          },
        ];
  });
};

/** Every broken rule in `files`. An empty list means that the layers hold. */
export const findViolations = (files: readonly SourceFile[], importMap: ImportMap): readonly Violation[] =>
  files.flatMap((file) => [...importViolations(file, importMap), ...textViolations(file)]);
