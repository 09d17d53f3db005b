import { certificateWorld } from "#test/support/certificates.ts";
const world = await certificateWorld();
const users = await world.newUsers("hisui", 50);
const q = async (s: string) => console.log((await world.context.database.asOwner<{ "QUERY PLAN": string }>("explain " + s)).map(r => r["QUERY PLAN"]).join("\n"), "\n");
const all = async () => {
await q("select from certificate where institution_code='9001' and contract_id='c' and user_id='u' and state in ('prepared','issued','active')");
await q("select count(*) from certificate where institution_code='9001' and contract_id='c' and state in ('prepared','issued','active') and not_after > now()");
await q("update certificate set state='issued' where institution_code='9001' and serial='x' and state='prepared'"); };
await all();
for (const u of users) await world.issue(u);
await world.context.database.asOwner("analyze certificate");
await all();
process.exit(0);
