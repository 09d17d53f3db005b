import type { Cli } from "./cli.ts";

/** A value in a listing. Instants are ISO 8601 in JSON and local date and time in a table. */
export type Cell =
  | string
  | number
  | boolean
  | null
  | undefined
  | Temporal.Instant
  | readonly string[]
  | Readonly<Record<string, unknown>>;
export type Row = Readonly<Record<string, Cell>>;

/** How a listing is shown. */
export interface Listing {
  /** JSON instead of a table. */
  readonly json: boolean;
  /** Time zone of the times in a table. */
  readonly timeZone: string;
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
/** What would end the line, command the terminal, or turn the direction of what stands after it. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

const widthOf = (text: string): number =>
  Array.from(text).reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);

const localTime = (at: Temporal.Instant, timeZone: string): string => {
  const local = at.toZonedDateTimeISO(timeZone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().round("second").toString()}`;
};

const textOf = (value: Exclude<Cell, null | undefined | Temporal.Instant>): string => {
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.join(" ");
  const facts = Object.entries(value).map(
    ([name, fact]) => `${name}=${typeof fact === "string" ? fact : JSON.stringify(fact)}`,
  );
  return facts.length === 0 ? "-" : facts.join(" ");
};

const show = (value: Cell, timeZone: string): string => {
  if (value === null || value === undefined) return "-";
  if (value instanceof Temporal.Instant) return localTime(value, timeZone);
  // Names come from customers: what a terminal would take for a command is taken out.
  return textOf(value).replaceAll(CONTROL, "\u{fffd}");
};

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));

const table = (rows: readonly Row[], timeZone: string): string => {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => show(row[column], timeZone)))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ""))));
  return lines
    .map((line) =>
      line
        .map((text, index) => pad(text, widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

const toJson = (_: string, value: unknown): unknown => (value === undefined ? null : value);

/** Prints rows: an aligned table, or one JSON array. */
export const printRows = (cli: Cli, { json, timeZone }: Listing, rows: readonly Row[]): void => {
  if (json) cli.print(JSON.stringify(rows, toJson, 2));
  else if (rows.length === 0) cli.print(cli.language === "ja" ? "(該当なし)" : "(none)");
  else cli.print(table(rows, timeZone));
};

/** Prints one thing: a line for each of its facts, or one JSON object. */
export const printOne = (cli: Cli, { json, timeZone }: Listing, row: Row): void => {
  if (json) {
    cli.print(JSON.stringify(row, toJson, 2));
    return;
  }
  const width = Math.max(...Object.keys(row).map(widthOf));
  for (const [name, value] of Object.entries(row)) cli.print(`${pad(name, width)}  ${show(value, timeZone)}`);
};
