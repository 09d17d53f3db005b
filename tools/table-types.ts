import { parseSync } from "oxc-parser";

/** A column as `tables.ts` states it. */
export interface TypedColumn {
  readonly isNullable: boolean;
  /** Whether an insert may leave it out (`Generated`, `GeneratedAlways`, `JsonObject`). */
  readonly hasDefault: boolean;
  /** `string`, `number`, `boolean`, `Date`, `Buffer`, `string[]`, `JsonObject`. */
  readonly base: string;
  /** The allowed texts, sorted, where the type lists them. */
  readonly literals: readonly string[] | undefined;
}

/** Table name → column name → column. */
export type TypedTables = ReadonlyMap<string, ReadonlyMap<string, TypedColumn>>;

const split = (type: string): string[] =>
  type
    .split("|")
    .map((part) => part.trim())
    .filter(Boolean);

const readColumn = (written: string, aliases: ReadonlyMap<string, string>): TypedColumn => {
  const wrapper = /^(Generated|GeneratedAlways)<(.*)>$/s.exec(written.trim());
  const inner = wrapper?.[2] ?? written;
  const parts = split(inner).flatMap((part) => split(aliases.get(part) ?? part));
  const kinds = parts.filter((part) => part !== "null");
  const literals = kinds.filter((kind) => kind.startsWith('"')).map((kind) => kind.slice(1, -1));
  return {
    isNullable: parts.includes("null"),
    hasDefault: wrapper !== null || kinds.includes("JsonObject"),
    base: literals.length > 0 ? "string" : kinds.join(" | ").replace("JsonDocument", "JsonObject"),
    literals: literals.length > 0 ? literals.sort() : undefined,
  };
};

/** Reads the interfaces of `src/platform/database/tables.ts`. */
export const readTableTypes = (source: string): TypedTables => {
  const { program } = parseSync("tables.ts", source);
  const aliases = new Map<string, string>();
  const interfaces = new Map<string, Map<string, string>>();
  for (const statement of program.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : undefined;
    if (declaration?.type === "TSTypeAliasDeclaration" && !declaration.id.name.startsWith("Json")) {
      aliases.set(
        declaration.id.name,
        source.slice(declaration.typeAnnotation.start, declaration.typeAnnotation.end),
      );
    }
    if (declaration?.type !== "TSInterfaceDeclaration") continue;
    const members = new Map<string, string>();
    for (const member of declaration.body.body) {
      if (member.type !== "TSPropertySignature" || member.key.type !== "Identifier") continue;
      const type = member.typeAnnotation?.typeAnnotation;
      if (type !== undefined && type !== null)
        members.set(member.key.name, source.slice(type.start, type.end));
    }
    interfaces.set(declaration.id.name, members);
  }
  const tables = [...(interfaces.get("Tables") ?? [])].map(([table, interfaceName]) => {
    const members = interfaces.get(interfaceName) ?? new Map<string, string>();
    return [table, new Map([...members].map(([name, type]) => [name, readColumn(type, aliases)]))] as const;
  });
  return new Map(tables);
};
