import { readdirSync } from "node:fs";
import path from "node:path";
import type { FuzzTarget } from "./target.ts";

/** What targets share stands beside them. */
const SHARED = new Set(["edge", "samples"]);

/** The targets there are, each a module in `targets/`. */
export const targetNames = (): string[] =>
  readdirSync(path.join(import.meta.dirname, "targets"))
    .map((file) => path.basename(file, ".ts"))
    .filter((name) => !SHARED.has(name))
    .sort();

export const loadTarget = async (name: string): Promise<FuzzTarget> => {
  const { target }: { readonly target: FuzzTarget } = await import(`./targets/${name}.ts`);
  return target;
};
