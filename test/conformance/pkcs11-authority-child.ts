import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import { openDatabase } from "#platform/database/database.ts";
import { isSignatureValid } from "#pki/certificate/verify.ts";
import { systemClock } from "#shared/clock.ts";
import { readConfig } from "../../src/config.ts";
import { keyStores } from "../../src/system/key-stores.ts";

/** A process of its own that loads the authorities and signs once with each key: prints `signed`, or why not. */
const ours = Object.entries(process.env).filter(([name]) => /^(?:TEGATA_|DATABASE_URL)/.test(name));
const config = readConfig(Object.fromEntries(ours));
if (!config.ok) throw new Error(JSON.stringify(config.refusal));
const { databaseUrl = "" } = config.value;
const database = await openDatabase({ connectionString: databaseUrl, connections: 2 });
const stores = keyStores(config.value, { fault: (message) => new Error(message) });
const loaded = await loadAuthority({ database, clock: systemClock }, stores, {
  validationUrl: "http://va.example",
});
if (loaded.ok) {
  const data = Buffer.from("to be signed");
  for (const { signer } of loaded.value.issuers) {
    const { publicKeyInfo, signatureAlgorithm } = signer;
    const signature = await signer.sign(data);
    if (!isSignatureValid({ publicKeyInfo, signatureAlgorithm, data, signature }))
      throw new Error("not valid");
  }
  process.stdout.write("signed\n");
} else {
  process.stdout.write(`${loaded.refusal.code}: ${loaded.refusal.detail}\n`);
}
await database.close();
