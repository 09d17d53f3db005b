import { buildSync } from "esbuild";
import path from "node:path";
import { invariant } from "#shared/invariant.ts";
import { asset } from "./assets.ts";
import type { Asset } from "./assets.ts";

/**
 * The programs that run in the visitor's browser, each a folder of `src/browser/` with a `main.ts`. A page names those
 * that it wants (`PageContent.scripts`).
 */
export const SCRIPTS = [
  "acquisition",
  "environment",
  "software-keyboard",
  "token",
  "token-worker",
] as const satisfies readonly string[];

export type ScriptName = (typeof SCRIPTS)[number];

const FOLDER = path.join(import.meta.dirname, "../../browser");

/** One file with everything the program imports, as small as it gets. */
const bundle = (name: ScriptName): Asset => {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(FOLDER, name, "main.ts")],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
  });
  const [file] = outputFiles;
  invariant(file !== undefined, "a program makes one file");
  return asset(name, "js", "text/javascript; charset=utf-8", file.text);
};

const bundled = new Map<ScriptName, Asset>();

/** Bundled once, when it is first asked for: command lines and most tests never do. */
const scriptOf = (name: ScriptName): Asset => {
  const known = bundled.get(name);
  if (known !== undefined) return known;
  const made = bundle(name);
  bundled.set(name, made);
  return made;
};

/** All programs, to be served. */
export const scripts = (): readonly Asset[] => SCRIPTS.map(scriptOf);

/** The text of a program, for one that is served in its own way as well. */
export const scriptText = (name: ScriptName): string => scriptOf(name).identity.toString("utf8");

/** Where a program is. */
export const scriptPath = (name: ScriptName): string => scriptOf(name).path;
