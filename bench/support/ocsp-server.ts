// A process of its own: the product's validation listener with OCSP over a database that is there already. Says
// `ready <address>` on its standard output. Several of them share a port.
import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import { loadInstitutions } from "#domain/institution/load.ts";
import { openDatabase } from "#platform/database/database.ts";
import { createMetrics } from "#platform/http/metrics.ts";
import { createHttpServer } from "#platform/http/server.ts";
import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import { createLog } from "#platform/log/log.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import path from "node:path";
import { addOcsp } from "../../src/system/ocsp.ts";

const [connectionString = "", keyDirectory = "", port = "0", cacheBytes = "0"] = process.argv.slice(2);
const institutions = loadInstitutions(path.join(import.meta.dirname, "../../institutions"));
if (!institutions.ok) throw new Error("the institutions are wrong");
const database = await openDatabase({ connectionString, connections: 10 });
const context = {
  database,
  clock: systemClock,
  random: systemRandom,
  institutions: institutions.value,
};
const keyStore = fileKeyStore({
  directory: keyDirectory,
  passphrase: () => Promise.resolve("bench passphrase"),
});
const authority = await loadAuthority(context, keyStore, { validationUrl: "http://localhost:8080" });
if (!authority.ok) throw new Error(authority.refusal.detail);
const log = createLog({ level: "error" });
const metrics = createMetrics();
const app = await createHttpServer({
  name: "validation",
  trustedProxies: [],
  log,
  random: systemRandom,
  requestsPerMinute: 0,
  metrics,
});
await addOcsp(app, {
  config: {
    requestsPerMinute: 0,
    ocsp: { cacheBytes: Number(cacheBytes), httpCacheSeconds: 0, presigned: 0 },
  },
  context,
  authority: authority.value,
  connectionString,
  log,
  metrics,
});
app.get("/usage", () => process.cpuUsage());
process.on("SIGTERM", () => {
  void app
    .close()
    .then(() => database.close())
    .then(() => process.exit(0));
});
const place = { host: "127.0.0.1", port: Number(port), reusePort: port !== "0" };
process.stdout.write(`ready ${await app.listen(place)}\n`);
