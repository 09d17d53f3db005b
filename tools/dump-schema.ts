// Writes database/schema.sql from the migrations.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testDatabaseUrl } from "#test/support/database.ts";
import { schemaText } from "./schema-text.ts";

const path = join(import.meta.dirname, "../database/schema.sql");
const cleanUps: (() => unknown)[] = [];
const connectionString = await testDatabaseUrl({ after: (cleanUp) => void cleanUps.push(cleanUp) });
await writeFile(path, await schemaText(connectionString));
for (const cleanUp of cleanUps) await cleanUp();
console.log(`wrote ${path}`);
