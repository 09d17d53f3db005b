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
  /** SQL with the owner's rights. */
  asOwner(text: string, values?: readonly unknown[]): Promise<QueryResult>;
  stop(): Promise<void>;
}

/** Customers come from many contracts at a time; users of one contract wait for one another while they are counted. */
const CONTRACTS = 100;

/** The contract and the user with a running number, as {@link seedUsers} makes them. */
export const userNumber = (index: number): { contractId: string; userId: string } => ({
  contractId: `B${index % CONTRACTS}`,
  userId: `u${index}`,
});

/** Makes `count` users who may acquire. */
export const seedUsers = async (bench: BenchAuthority, count: number): Promise<void> => {
  const { code } = bench.institution;
  await bench.asOwner(
    `insert into contract (institution_code, contract_id, company_name, login_method, created_at)
     select $1, 'B' || n, 'Bench', 'certificate', now() from generate_series(0, $2::int - 1) n`,
    [code, CONTRACTS],
  );
  await bench.asOwner(
    `insert into contract_user (institution_code, contract_id, user_id, role, login_id, user_name, acquisition_granted_at, created_at)
     select $1, 'B' || n % ${CONTRACTS}, 'u' || n, 'user', 'bench' || n, 'Bench', now(), now()
     from generate_series(0, $2::int - 1) n`,
    [code, count],
  );
  await bench.asOwner("analyze");
};

/** Starts PostgreSQL in `folder`, makes the authorities (P-256), and opens everything. */
export const startBenchAuthority = async (folder: string): Promise<BenchAuthority> => {
  const server = await startEmbedded({ directory: path.join(folder, "postgres") });
  const migrated = await migrate(server.connectionString);
  if (!migrated.ok) throw new Error("the schema could not be made");
  const database = await openDatabase({ connectionString: server.connectionString, connections: 20 });
  const institutions = loadInstitutions(path.join(import.meta.dirname, "../../institutions"));
  if (!institutions.ok) throw new Error("the institutions are wrong");
  const institution = institutions.value.byId("hisui");
  if (institution === undefined) throw new Error("no institution hisui");
  const context: DomainContext = {
    database,
    clock: systemClock,
    random: systemRandom,
    institutions: institutions.value,
  };
  const keyStore = fileKeyStore({
    directory: path.join(folder, "keys"),
    passphrase: () => Promise.resolve("bench passphrase"),
  });
  const validationUrl = "http://localhost:8080";
  const made = await initializeAuthority(context, keyStore, {
    validationUrl,
    organization: "Bench",
    rootKeyAlgorithm: "P-256",
    issuingKeyAlgorithm: "P-256",
  });
  if (!made.ok) throw new Error(made.refusal.detail);
  const authority = await loadAuthority(context, keyStore, { validationUrl });
  if (!authority.ok) throw new Error(authority.refusal.detail);
  const owner = new Pool({ connectionString: server.connectionString, max: 2 });
  return {
    context,
    authority: authority.value,
    institution,
    asOwner: (text, values) => owner.query(text, values === undefined ? [] : [...values]),
    stop: async () => {
      await owner.end();
      await database.close();
      await server.stop();
    },
  };
};
