import { makeCheckpoints } from "#domain/audit/checkpoint.ts";
import { exportEnd, exportHeader, exportPages, positionAfter } from "#domain/audit/export.ts";
import { initAuditKey, loadAuditSigner, type AuditSigner } from "#domain/audit/key.ts";
import { auditLinker } from "#domain/audit/link.ts";
import { recordAudit } from "#domain/audit/audit.ts";
import type { PlacedLine } from "#domain/audit/verify-export.ts";
import type { DomainContext } from "#domain/context.ts";
import { settableClock, type SettableClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { memoryKeyStore, type MemoryKeyStore } from "./certificates.ts";
import { testDatabase, type TestDatabase } from "./database.ts";
import { acceptedValue, shippedInstitutions } from "./population.ts";

/** The institution whose record the tests look at. */
export const AUDIT_CODE = "9001";
const START = Temporal.Instant.from("2026-04-01T00:00:00.123Z");
const actor = { kind: "system", name: "test" } as const;

/** A database with an audit record of its own, and the key that signs its checkpoints. */
export interface AuditWorld {
  readonly context: DomainContext & { readonly database: TestDatabase; readonly clock: SettableClock };
  readonly keyStore: MemoryKeyStore;
  readonly signer: AuditSigner;
  /** Writes rows; every column is filled in some of them. */
  write(count: number): Promise<void>;
  link(): Promise<number>;
  /** Signs now, and lets a minute pass. */
  checkpoint(): Promise<void>;
  /** SQL as whoever owns the database can do it: the triggers that refuse changes are switched off. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** The whole record as the lines of an export. */
  exportLines(after?: number, upTo?: number): Promise<string[]>;
}

export const auditWorld = async (t?: Parameters<typeof testDatabase>[0]): Promise<AuditWorld> => {
  const database = await testDatabase(t);
  const clock = settableClock(START);
  const context = { database, clock, random: systemRandom, institutions: shippedInstitutions() };
  const keyStore = memoryKeyStore();
  acceptedValue(await initAuditKey(context, keyStore, actor));
  const signer = acceptedValue(await loadAuditSigner(context, keyStore));
  const linker = auditLinker(database);
  let written = 0;
  return {
    context,
    keyStore,
    signer,
    write: (count) =>
      database.inInstitution(AUDIT_CODE, async (tx) => {
        for (let index = 0; index < count; index += 1) {
          written += 1;
          const user = { institutionCode: AUDIT_CODE, contractId: "c1", userId: `u${written}` };
          await recordAudit(tx, {
            at: clock.now(),
            event: "certificate.revoked",
            actor: { kind: "staff", name: "窓口 3" },
            subject: user,
            certificateSerial: String(written).padStart(32, "0"),
            origin: { address: "192.0.2.1", supportId: "7K2QF-9XM0C" },
            facts: { cause: "revocation", reason: "keyCompromise", count: written },
          });
        }
      }),
    link: () => linker.linkAll(),
    checkpoint: async () => {
      await makeCheckpoints(context, signer, { everyMinutes: 0 });
      clock.advance({ minutes: 1 });
    },
    tamper: async (...statements) => {
      const tables = ["audit_event", "audit_link", "audit_checkpoint", "audit_key"];
      const disable = tables.map((table) => `alter table ${table} disable trigger user`);
      await database.asOwner([...disable, ...statements].join(";\n"));
    },
    exportLines: async (after = 0, upTo) => {
      const position = await positionAfter(context, AUDIT_CODE, after);
      invariant(position !== undefined, "the record goes that far");
      const lines = [exportHeader(context, AUDIT_CODE, position)];
      let end = { position, rows: 0 };
      for await (const page of exportPages(context, AUDIT_CODE, { after: position, upTo })) {
        lines.push(...page.lines);
        end = { position: page.position, rows: end.rows + page.rows };
      }
      return [...lines, exportEnd(end.position, end.rows)];
    },
  };
};

/** Lines of one or several files, as a stream. */
export async function* placed(...files: readonly (readonly string[])[]): AsyncGenerator<PlacedLine> {
  for (const [index, lines] of files.entries())
    for (const [line, text] of lines.entries()) yield { file: `file ${index + 1}`, number: line + 1, text };
}
