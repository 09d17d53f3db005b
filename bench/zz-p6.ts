import { mkdtempSync } from "node:fs";
import { startBenchAuthority } from "./support/bench-authority.ts";
import { fillCertificates } from "./support/population.ts";
const folder = mkdtempSync("/tmp/tegata-p6-");
const bench = await startBenchAuthority(folder);
await fillCertificates(bench, { count: 60000, certificatesAUser: 1 });
await bench.asOwner("update contract_user set mail_address = user_id || '@customer.example'");
await bench.asOwner("update certificate set not_after = date_trunc('second', now()) + interval '39 days' where serial in (select serial from certificate order by serial limit 30000)");
await bench.asOwner("vacuum analyze certificate"); await bench.asOwner("vacuum analyze contract_user");
await bench.asOwner("load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_analyze=on; set client_min_messages = log; set auto_explain.log_level = notice");
const { Client } = await import("pg");
const c = new Client({ connectionString: bench.connectionString });
await c.connect();
let show = false;
c.on("notice", (n) => { if (show) console.log(n.message); });
await c.query("load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_analyze=on; set auto_explain.log_level = notice; set tegata.institution = '9001'");
let after = new Date(Date.now()), serial = "";
for (let i = 0; i < 30; i += 1) {
  show = i === 0 || i === 20;
  const t = performance.now();
  const { rows } = await c.query("select * from reminder_queue_certificates('renewal', 40, now(), now() + interval '40 days', $1, $2, 1000, now(), false)", [after, serial]);
  console.log(i, (performance.now() - t).toFixed(0), rows[0].due);
  after = rows[0].last_expiry; serial = rows[0].last_serial;
}
await c.end(); await bench.stop(); process.exit(0);
