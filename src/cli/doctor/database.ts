import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { openDatabase, type Database } from "#platform/database/database.ts";
import { schemaState, type SchemaState } from "../schema.ts";
import type { Finding } from "./check.ts";

const SCHEMA: Readonly<Record<SchemaState["kind"], Finding["state"]>> = {
  current: "good",
  behind: "bad",
  refused: "bad",
  hidden: "unknown",
};

const detailOf = (state: SchemaState): string => {
  if (state.kind === "behind") return `lacks ${state.pending.join(", ")}: run \`tegata migrate\``;
  if (state.kind === "refused") return state.detail;
  return state.kind === "current" ? "up to date" : "this login may not read which migrations were applied";
};

/** Whether every family in use has an authority that issues. */
const checkAuthorities = async (database: Database, { all }: InstitutionRegistry): Promise<Finding[]> => {
  const issuers = await database.inShared((tx) =>
    tx
      .selectFrom("issuer")
      .select(["issuer_id", "family"])
      .where("kind", "=", "issuing")
      .where("state", "=", "active")
      .execute(),
  );
  return [...new Set(all.map(({ family }) => family))].map((family) => {
    const own = issuers.filter((issuer) => issuer.family === family).map((issuer) => issuer.issuer_id);
    return {
      name: `authority of the ${family} family`,
      state: own.length > 0 ? "good" : "bad",
      detail: own.length > 0 ? own.join(", ") : "there is none: run `tegata ca init`",
    };
  });
};

/** Whether the database answers, has this program's schema, keeps institutions apart, and knows the authorities. */
export const checkDatabase = async (
  connectionString: string,
  institutions: InstitutionRegistry,
): Promise<Finding[]> => {
  const state = await schemaState(connectionString);
  const findings: Finding[] = [
    { name: "database", state: "good", detail: "answers" },
    { name: "schema", state: SCHEMA[state.kind], detail: detailOf(state) },
  ];
  if (SCHEMA[state.kind] === "bad") return findings;
  const database = await openDatabase({ connectionString, connections: 1 });
  try {
    findings.push({ name: "row-level security", state: "good", detail: "works as tegata_app" });
    findings.push(...(await checkAuthorities(database, institutions)));
  } finally {
    await database.close();
  }
  return findings;
};
