import path from "node:path";
import { Pool, type QueryResult } from "pg";
import { type CertificateAuthority, loadAuthority } from "#domain/certificate-authority/authority.ts";
import { initializeAuthority } from "#domain/certificate-authority/initialize.ts";
import type { DomainContext } from "#domain/context.ts";
import { loadInstitutions } from "#domain/institution/load.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { openDatabase } from "#platform/database/database.ts";
import { startEmbedded } from "#platform/database/embedded.ts";
import { migrate } from "#platform/database/migrate.ts";
import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";

/** A real authority over a real, durable database (fsync on) in a folder of its own. */
export interface BenchAuthority {
  readonly context: DomainContext;
  readonly authority: CertificateAuthority;
  readonly institution: InstitutionPolicy;
  /** For the owner of the schema, for servers in processes of their own; their keys are in `<folder>/keys`. */
  readonly connectionString: string;
  /** SQL with the owner's rights. */
  asOwner(text: string, values?: readonly unknown[]): Promise<QueryResult>;
  stop(): Promise<void>;
}

/** Customers come from many contracts at a time; users of one contract wait for one another while they are counted. */
const USERS_A_CONTRACT = 10;

/** The contract and the user with a running number, as {@link seedUsers} makes them. */
export const userNumber = (index: number): { contractId: string; userId: string } => ({
  contractId: `B${Math.floor(index / USERS_A_CONTRACT)}`,
  userId: `u${index}`,
});

/** Makes `count` users who may acquire. */
export const seedUsers = async (bench: BenchAuthority, count: number): Promise<void> => {
  const { code } = bench.institution;
  await bench.asOwner(
    `insert into contract (institution_code, contract_id, company_name, login_method, created_at)
     select $1, 'B' || n, 'Bench', 'certificate', now() from generate_series(0, $2::int - 1) n`,
    [code, Math.ceil(count / USERS_A_CONTRACT)],
  );
  await bench.asOwner(
    `insert into contract_user (institution_code, contract_id, user_id, role, login_id, user_name, acquisition_granted_at, created_at)
     select $1, 'B' || n / ${USERS_A_CONTRACT}, 'u' || n, 'user', 'bench' || n, 'Bench', now(), now()
     from generate_series(0, $2::int - 1) n`,
    [code, count],
  );
  await bench.asOwner("analyze");
};

const openContext = async (connectionString: string): Promise<DomainContext> => {
  const institutions = loadInstitutions(path.join(import.meta.dirname, "../../institutions"));
  if (!institutions.ok) throw new Error("the institutions are wrong");
  return {
    database: await openDatabase({ connectionString, connections: 20 }),
    clock: systemClock,
    random: systemRandom,
    institutions: institutions.value,
  };
};

const VALIDATION_URL = "http://localhost:8080";

const keyStoreIn = (folder: string) =>
  fileKeyStore({
    directory: path.join(folder, "keys"),
    passphrase: () => Promise.resolve("bench passphrase"),
  });

/** Opens what {@link startBenchAuthority} made in `folder`, for another process that shares its database and keys. */
export const openBenchAuthority = async (
  folder: string,
  connectionString: string,
): Promise<BenchAuthority> => {
  const context = await openContext(connectionString);
  const institution = context.institutions.byId("hisui");
  if (institution === undefined) throw new Error("no institution hisui");
  const authority = await loadAuthority(context, keyStoreIn(folder), { validationUrl: VALIDATION_URL });
  if (!authority.ok) throw new Error(authority.refusal.detail);
  const owner = new Pool({ connectionString, max: 2 });
  return {
    context,
    authority: authority.value,
    institution,
    connectionString,
    asOwner: (text, values) => owner.query(text, values === undefined ? [] : [...values]),
    stop: async () => {
      await owner.end();
      await context.database.close();
    },
  };
};

/** Starts PostgreSQL in `folder`, makes the authorities (P-256), and opens everything. */
export const startBenchAuthority = async (folder: string): Promise<BenchAuthority> => {
  const server = await startEmbedded({ directory: path.join(folder, "postgres") });
  const migrated = await migrate(server.connectionString);
  if (!migrated.ok) throw new Error("the schema could not be made");
  const context = await openContext(server.connectionString);
  const made = await initializeAuthority(context, keyStoreIn(folder), {
    validationUrl: VALIDATION_URL,
    organization: "Bench",
    rootKeyAlgorithm: "P-256",
    issuingKeyAlgorithm: "P-256",
  });
  if (!made.ok) throw new Error(made.refusal.detail);
  await context.database.close();
  const bench = await openBenchAuthority(folder, server.connectionString);
  return {
    ...bench,
    stop: async () => {
      await bench.stop();
      await server.stop();
    },
  };
};
