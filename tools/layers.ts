// Checks the layer rules over the whole tree: `node tools/layers.ts [FOLDER]`. Exit code 1 names every violation.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type ImportMap, findViolations } from "./layer-check.ts";

const manifestSchema = z.object({ imports: z.record(z.string(), z.string()) });

const folder = path.resolve(process.argv[2] ?? path.dirname(import.meta.dirname));

const readImportMap = (): ImportMap => {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")));
  return Object.fromEntries(
    Object.entries(manifest.imports).map(([from, to]) => [
      from.replace("*", ""),
      to.replace("./", "").replace("*", ""),
    ]),
  );
};

const files = globSync("{src,apps,test,bench,tools}/**/*.ts", { cwd: folder })
  .map((name) => name.replaceAll(path.sep, "/"))
  .toSorted()
  .map((name) => ({ path: name, text: readFileSync(path.join(folder, name), "utf8") }));

const violations = findViolations(files, readImportMap());
for (const violation of violations)
  console.error(`${violation.path}:${violation.line}: ${violation.message}`);
// A checker that read nothing must not report success.
if (files.length === 0) console.error("no source file was found");
console.log(`${files.length} files, ${violations.length} violations`);
process.exitCode = violations.length === 0 && files.length > 0 ? 0 : 1;
