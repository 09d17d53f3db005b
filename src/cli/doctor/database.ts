import { crlHealth } from "#domain/certificate/crl-health.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { openDatabase, type Database } from "#platform/database/database.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import type { Config } from "../../config.ts";
import { schemaState, type SchemaState } from "../schema.ts";
import { checkAudit } from "./audit.ts";
import { checkBelonging } from "./authorities.ts";
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

/** Whether revocation lists are made in time. */
const checkLists = async (database: Database): Promise<Finding> => {
  const { alarms, lists, entries } = await crlHealth(database, systemClock.now());
  return {
    name: "revocation lists",
    state: alarms.length === 0 ? "good" : "bad",
    detail: alarms.length === 0 ? `${lists} lists, ${entries} revoked` : alarms.join("; "),
  };
};

/** Whether the database answers, has this program's schema, keeps institutions apart, and knows the authorities. */
export const checkDatabase = async (
  config: Config,
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
    const authorities = await checkAuthorities(database, institutions);
    findings.push(...authorities);
    const context = { database, institutions, clock: systemClock, random: systemRandom };
    if (authorities.some((finding) => finding.state === "good")) {
      findings.push(...(await checkBelonging(config, context)));
    }
    findings.push(await checkLists(database), await checkAudit(context));
  } finally {
    await database.close();
  }
  return findings;
};
