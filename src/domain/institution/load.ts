import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accepted, refused, type Result } from "#shared/result.ts";
import { checkAcross, policyChecks } from "./checks.ts";
import { isObject, mergeJson, type Json, type JsonObject } from "./merge.ts";
import { parseJson } from "./parse-json.ts";
import { policySchema, type InstitutionPolicy } from "./policy.ts";
import { createRegistry, type InstitutionRegistry } from "./registry.ts";

/** One thing that is wrong with a file. */
export interface InstitutionProblem {
  /** File name inside the folder, `hisui.json`. */
  readonly file: string;
  /** JSON path from the root of the file, `$.certificate.validity.amount`. */
  readonly path: string;
  readonly reason: string;
}

/** File of what all institutions share; every institution's own file overrides it. */
export const DEFAULT_FILE = "default.json";

/** What only an institution itself can say. */
const OWN_KEYS = ["id", "code", "family", "source", "displayName", "serviceName"];

/**
 * Reads `default.json` and one file an institution from a folder. Each institution's file is laid over the defaults:
 * objects key by key, everything else in place of the default. All problems of all files are reported, not the first.
 */
export const loadInstitutions = (folder: string): Result<InstitutionRegistry, InstitutionProblem[]> => {
  const files = listFiles(folder);
  if (!files.ok) return files;
  const defaults = readObject(folder, DEFAULT_FILE);
  if (!defaults.ok) return defaults;
  const problems = ownKeyProblems(defaults.value);
  const loaded: { file: string; policy: InstitutionPolicy }[] = [];
  for (const file of files.value) {
    const result = loadOne(folder, file, defaults.value);
    if (result.ok) loaded.push({ file, policy: result.value });
    else problems.push(...result.refusal);
  }
  problems.push(...checkAcross(loaded));
  if (problems.length > 0) return refused(withoutRepeats(problems));
  return accepted(createRegistry(loaded.map(({ policy }) => policy)));
};

/** The problems as lines for a terminal: `hisui.json: $.code: …`. */
export const describeProblems = (problems: readonly InstitutionProblem[]): string =>
  problems.map(({ file, path, reason }) => `${file}: ${path}: ${reason}`).join("\n");

const listFiles = (folder: string): Result<string[], InstitutionProblem[]> => {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== DEFAULT_FILE);
  } catch {
    return refused([{ file: folder, path: "$", reason: "the folder of institutions cannot be read" }]);
  }
  if (names.length === 0)
    return refused([{ file: folder, path: "$", reason: "the folder holds no institution" }]);
  return accepted(names.sort());
};

const readObject = (folder: string, file: string): Result<JsonObject, InstitutionProblem[]> => {
  let text: string;
  try {
    text = readFileSync(join(folder, file), "utf8");
  } catch {
    return refused([{ file, path: "$", reason: "the file cannot be read" }]);
  }
  const parsed = parseJson(text);
  if (!parsed.ok) return refused([{ file, ...parsed.refusal }]);
  if (!isObject(parsed.value)) return refused([{ file, path: "$", reason: "the file must hold one object" }]);
  return accepted(parsed.value);
};

const ownKeyProblems = (defaults: JsonObject): InstitutionProblem[] =>
  OWN_KEYS.filter((key) => key in defaults).map((key) => ({
    file: DEFAULT_FILE,
    path: `$.${key}`,
    reason: "belongs into the institution's own file",
  }));

const loadOne = (
  folder: string,
  file: string,
  defaults: JsonObject,
): Result<InstitutionPolicy, InstitutionProblem[]> => {
  const own = readObject(folder, file);
  if (!own.ok) return own;
  const parsed = policySchema.safeParse(mergeJson(defaults, own.value));
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) =>
      placesOf(issue).map((place) => ({
        file: comesFrom(own.value, defaults, place) ? DEFAULT_FILE : file,
        path: jsonPath(place),
        reason: issue.code === "unrecognized_keys" ? "is not a field of a policy" : issue.message,
      })),
    );
    return refused(problems);
  }
  const policy = parsed.data;
  const problems = policyChecks
    .flatMap((check) => check(policy))
    .map(({ path, reason }) => ({ file, path, reason }));
  if (file !== `${policy.id}.json`)
    problems.push({ file, path: "$.id", reason: `the file of ${policy.id} is named ${policy.id}.json` });
  return problems.length > 0 ? refused(problems) : accepted(policy);
};

type Place = readonly PropertyKey[];

/** Where an issue is: an unknown key is a place of its own. */
const placesOf = (issue: { code: string; path: PropertyKey[]; keys?: string[] }): Place[] =>
  issue.code === "unrecognized_keys" && issue.keys !== undefined
    ? issue.keys.map((key) => [...issue.path, key])
    : [issue.path];

/** Whether a value was taken from the defaults: the institution's own file does not reach this place, the defaults do. */
const comesFrom = (own: JsonObject, defaults: JsonObject, place: Place): boolean =>
  !reaches(own, place) && reaches(defaults, place);

const reaches = (from: Json, place: Place): boolean => {
  let here: Json | undefined = from;
  for (const key of place) {
    if (Array.isArray(here)) return true; // arrays are replaced whole: they belong to the file that has them
    if (here === undefined || !isObject(here)) return false;
    here = here[String(key)];
  }
  return here !== undefined;
};

const jsonPath = (place: Place): string =>
  place.reduce<string>(
    (path, key) => (typeof key === "number" ? `${path}[${key}]` : `${path}.${String(key)}`),
    "$",
  );

const withoutRepeats = (problems: readonly InstitutionProblem[]): InstitutionProblem[] => {
  const seen = new Map(problems.map((problem) => [describeProblems([problem]), problem]));
  return [...seen.values()];
};
