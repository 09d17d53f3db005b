import pg from "pg";
import { pendingMigrations, readMigrations } from "#platform/database/migrate.ts";
import { EnvironmentError } from "./exit.ts";

const UNDEFINED_TABLE = "42P01";
const INSUFFICIENT_PRIVILEGE = "42501";

/** How the database's schema stands to this program's migrations. */
export type SchemaState =
  | { readonly kind: "current" }
  | { readonly kind: "behind"; readonly pending: readonly string[] }
  | { readonly kind: "refused"; readonly detail: string }
  /** The login may use the tables but not read which migrations were applied. */
  | { readonly kind: "hidden" };

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof pg.DatabaseError && error.code === code;

const readApplied = async (
  connectionString: string,
): Promise<{ name: string; sha256: string }[] | "hidden"> => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; sha256: string }>(
      "select name, sha256 from schema_migration order by name",
    );
    return rows;
  } catch (error) {
    if (hasCode(error, UNDEFINED_TABLE)) return [];
    if (hasCode(error, INSUFFICIENT_PRIVILEGE)) return "hidden";
    throw error;
  } finally {
    await client.end();
  }
};

/** Compares the database with the migrations that come with the program. @throws where it cannot be reached. */
export const schemaState = async (connectionString: string): Promise<SchemaState> => {
  const applied = await readApplied(connectionString);
  if (applied === "hidden") return { kind: "hidden" };
  const pending = pendingMigrations(await readMigrations(), applied);
  if (!pending.ok) return { kind: "refused", detail: pending.refusal.detail };
  if (pending.value.length === 0) return { kind: "current" };
  return { kind: "behind", pending: pending.value.map(({ name }) => name) };
};

/** Ends the command with exit code 3 unless the schema is this program's. */
export const assertSchemaCurrent = async (connectionString: string): Promise<void> => {
  const state = await schemaState(connectionString).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(`the database cannot be reached: ${reason}`, { cause: error });
  });
  if (state.kind === "behind")
    throw new EnvironmentError(`the schema lacks ${state.pending.join(", ")}: run \`tegata migrate\` first`);
  if (state.kind === "refused") throw new EnvironmentError(state.detail);
};
