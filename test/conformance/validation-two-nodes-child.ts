import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import { openDatabase } from "#platform/database/database.ts";
import { createHttpServer } from "#platform/http/server.ts";
import { createLog } from "#platform/log/log.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { memoryKeyStore } from "#test/support/certificates.ts";
import { acceptedValue, shippedInstitutions } from "#test/support/population.ts";
import { addOcsp } from "../../src/system/ocsp.ts";

/** A node of the validation authority in a process of its own. Says `ready <address>` when it holds its lease. */

/** What the test tells it, as JSON in the environment variable NODE_OF_VALIDATION. */
export interface NodeInstructions {
  readonly connectionString: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly validationUrl: string;
}

const run = async ({ connectionString, keys, validationUrl }: NodeInstructions): Promise<void> => {
  const database = await openDatabase({ connectionString, connections: 4 });
  const context = {
    database,
    clock: systemClock,
    random: systemRandom,
    institutions: shippedInstitutions(),
  };
  const authority = acceptedValue(await loadAuthority(context, memoryKeyStore(keys), { validationUrl }));
  const log = createLog({ level: "silent" });
  const app = await createHttpServer({
    name: "validation",
    trustedProxies: [],
    log,
    random: systemRandom,
    requestsPerMinute: 0,
  });
  const ocsp = await addOcsp(app, {
    config: {
      requestsPerMinute: 0,
      ocsp: { cacheBytes: 16 * 1024 * 1024, httpCacheSeconds: 0, presigned: 0 },
    },
    context,
    authority,
    connectionString,
    log,
  });
  app.get("/lease", async () => ({ isHeld: ocsp.lease.isHeld }));
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  while (!ocsp.lease.isHeld) await new Promise((resolve) => setTimeout(resolve, 10));
  process.stdout.write(`ready ${address}\n`);
};

const instructions = process.env["NODE_OF_VALIDATION"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  await run(JSON.parse(instructions) as NodeInstructions);
}
