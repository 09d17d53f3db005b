import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DEFAULT_FILE, describeProblems, loadInstitutions } from "#domain/institution/load.ts";
import { policySchema, type InstitutionPolicy } from "#domain/institution/policy.ts";

/** Writes `docs/institution-policy.md`, the reference of every policy field, from the schema and the policy files. */

const project = join(import.meta.dirname, "..");
const folder = join(project, "institutions");

/** Where the page is. */
export const REFERENCE_FILE: string = join(project, "docs/institution-policy.md");

const COMMAND = "node_modules/node/bin/node tools/institution-reference.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/** JSON Schema allows `true` and `false` as schemas; ours has none. */
const inner = (schema: z.core.JSONSchema._JSONSchema | undefined): Schema =>
  typeof schema === "object" ? schema : {};

interface Field {
  readonly path: readonly string[];
  readonly schema: Schema;
}

const isBilingual = ({ properties }: Schema): boolean =>
  properties !== undefined && Object.keys(properties).join() === "ja,en";

const isGroup = (schema: Schema): boolean => schema.properties !== undefined && !isBilingual(schema);

/** Every field, and every group inside a section that says something for all of its fields. */
const fieldsOf = (schema: Schema, path: readonly string[] = []): Field[] => {
  if (schema.properties === undefined || isBilingual(schema)) return [{ path, schema }];
  const group = path.length > 1 && schema.description !== undefined ? [{ path, schema }] : [];
  const fields = Object.entries(schema.properties).flatMap(([key, field]) =>
    fieldsOf(inner(field), [...path, key]),
  );
  return group.concat(fields);
};

const boundsOf = ({ minimum, maximum }: Schema): string =>
  minimum === undefined || maximum === undefined ? "" : `, ${minimum} to ${maximum}`;

const typeOf = (schema: Schema): string => {
  if (schema.type === "object" && schema.description !== undefined && !isBilingual(schema))
    return `objects with ${schema.description}`;
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(inner(one))).join(" or ");
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (isGroup(schema)) return "group";
  if (isBilingual(schema)) return "text in `ja` and `en`";
  if (schema.type === "array") {
    const { items, minItems } = schema;
    const least = minItems === undefined ? "" : `, at least ${minItems}`;
    return `list${least}, of ${Array.isArray(items) ? "" : typeOf(inner(items))}`;
  }
  if (schema.pattern !== undefined) return `text like \`${schema.pattern}\``;
  if (schema.type === "integer") return `whole number${boundsOf(schema)}`;
  const names = new Map([
    ["string", "text"],
    ["boolean", "`true`, `false`"],
    ["null", "`null`"],
  ]);
  return names.get(String(schema.type)) ?? "";
};

const valueAt = (from: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(key) : undefined,
    from,
  );

/** Of an object in a list, its name says enough. */
const nameIn = (value: unknown): string => {
  const named = valueAt(value, ["name"]);
  return typeof named === "string" ? named : String(value);
};

const showValue = (value: unknown): string => {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(nameIn).join(", ");
  if (typeof value === "object" && value !== null) return Object.values(value).join(" / ");
  return typeof value === "string" ? value : JSON.stringify(value);
};

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;

const section = (
  schema: Schema,
  name: string,
  fields: readonly Field[],
  defaults: unknown,
  policies: readonly InstitutionPolicy[],
): string => {
  const meaning = fields.map(({ path, schema: field }) =>
    row([`\`${path.join(".")}\``, typeOf(field), field.description ?? ""]),
  );
  const values = fields
    .filter(({ schema: field }) => !isGroup(field))
    .map(({ path }) =>
      row([
        `\`${path.join(".")}\``,
        showValue(valueAt(defaults, path)),
        ...policies.map((policy) => showValue(valueAt(policy, path))),
      ]),
    );
  const group = inner(schema.properties?.[name]);
  const heading = [`## ${name}`, "", ...(group.description === undefined ? [] : [group.description, ""])];
  const columns = ["Field", "Default", ...policies.map(({ id }) => id)];
  return [
    ...heading,
    row(["Field", "Type", "Meaning"]),
    row(["---", "---", "---"]),
    ...meaning,
    "",
    row(columns),
    row(columns.map(() => "---")),
    ...values,
    "",
  ].join("\n");
};

const INTRODUCTION = `# Institution policy

<!-- Generated by \`${COMMAND}\` from src/domain/institution/policy.ts and institutions/. Do not edit. -->

An institution is a file: \`institutions/<id>.json\`, laid over \`institutions/default.json\` (objects key by key; lists
and \`null\` replace the default). What differs between institutions is here and nowhere in the code. A wrong file stops
the program at its start with the file, the path of the field and the reason; \`bin/tegata institution check\` says the
same without starting anything. How to add a field: [adding-a-policy.md](adding-a-policy.md). Why the gaps of the
source documents were filled as they are: [decisions/](decisions/), 0020 and following.
`;

/** The page as it should be now. */
export const institutionReference = (): string => {
  const loaded = loadInstitutions(folder);
  if (!loaded.ok) throw new Error(describeProblems(loaded.refusal));
  const defaults: unknown = JSON.parse(readFileSync(join(folder, DEFAULT_FILE), "utf8"));
  const schema: Schema = z.toJSONSchema(policySchema);
  const names = Object.keys(schema.properties ?? {});
  const fields = fieldsOf(schema);
  const plain = names.filter((name) => fields.some(({ path }) => path.length === 1 && path[0] === name));
  const under = (kept: readonly string[]): Field[] =>
    fields.filter(({ path: [first = ""] }) => kept.includes(first));
  const sections = [
    section(schema, "The institution", under(plain), defaults, loaded.value.all),
    ...names
      .filter((name) => !plain.includes(name))
      .map((name) => section(schema, name, under([name]), defaults, loaded.value.all)),
  ];
  return [INTRODUCTION, ...sections].join("\n");
};

if (import.meta.main) await writeFile(REFERENCE_FILE, institutionReference());
