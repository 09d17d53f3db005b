import { writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { makeCheckpoints } from "#domain/audit/checkpoint.ts";
import { parseLine } from "#domain/audit/export-lines.ts";
import { loadAuditSigner } from "#domain/audit/key.ts";
import { auditLinker } from "#domain/audit/link.ts";
import type { LinkedRow } from "#domain/audit/row.ts";
import { replayEnds } from "#domain/certificate/replay.ts";
import { openDatabase } from "#platform/database/database.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { memoryKeyStore } from "#test/support/certificates.ts";
import { acceptedValue, shippedInstitutions } from "#test/support/population.ts";
import { runCli } from "../../src/cli/program.ts";
import { AuditMirror } from "../../src/system/audit-mirror.ts";

/** A process that works on the audit record until the test kills it. Says when it begins. */

export type AuditWork = "link" | "export" | "mirror" | "replay";

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface AuditCrashInstructions {
  readonly work: AuditWork;
  readonly connectionString: string;
  readonly keys: Readonly<Record<string, string>>;
  /** Export file, mirror directory, or the file to replay. */
  readonly path: string;
  readonly institutionCode: string;
}

async function* rowsOf(path: string): AsyncGenerator<LinkedRow> {
  for (const text of (await readFile(path, "utf8")).split("\n")) {
    const parsed = parseLine(text);
    if (parsed?.type === "event") yield parsed.row;
  }
}

const work = async (instructions: AuditCrashInstructions): Promise<void> => {
  const { connectionString, path, institutionCode } = instructions;
  const database = await openDatabase({ connectionString, connections: 2 });
  const context = { database, clock: systemClock, random: systemRandom, institutions: shippedInstitutions() };
  const begin = (): void => void writeSync(1, "begins\n");
  switch (instructions.work) {
    case "link": {
      const signer = acceptedValue(await loadAuditSigner(context, memoryKeyStore(instructions.keys)));
      const linker = auditLinker(database, { batch: 10 });
      begin();
      // Checkpoints on the way: another linker's rows are signed while this one links.
      await Promise.all([
        linker.linkAll(),
        (async () => {
          for (let round = 0; round < 1_000; round += 1)
            await makeCheckpoints(context, signer, { everyMinutes: 0 });
        })(),
      ]);
      break;
    }
    case "export": {
      const cli = {
        environment: { DATABASE_URL: connectionString },
        language: "en" as const,
        operatingSystemUser: "operator",
        print: () => undefined,
        complain: (text: string) => void writeSync(2, text),
      };
      begin();
      await runCli(cli, ["audit", "export", "-i", "hisui", "--out", path]);
      break;
    }
    case "mirror":
      begin();
      await new AuditMirror(context, path, 200_000).write();
      break;
    case "replay": {
      const actor = { kind: "staff", name: "operator" } as const;
      begin();
      await replayEnds(context, institutionCode, rowsOf(path), { actor, isDryRun: false, batch: 2 });
      break;
    }
  }
  writeSync(1, "done\n");
};

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  await work(JSON.parse(instructions) as AuditCrashInstructions);
  process.exit(0);
}
