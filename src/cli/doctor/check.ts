import type { Config } from "../../config.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import type { Cli } from "../cli.ts";
import { configOf, institutionsOf, withServer } from "../system.ts";
import { checkDatabase } from "./database.ts";
import { checkTlsFiles, checkVarDirectory } from "./files.ts";
import { systemClock } from "#shared/clock.ts";
import { checkKeyTypes } from "./key-types.ts";
import { checkPorts } from "./ports.ts";

/** What one check found. */
export interface Finding {
  readonly name: string;
  readonly state: "good" | "bad" | "unknown";
  readonly detail: string;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The value of a step, or a bad finding in its place. */
const attempt = <T>(findings: Finding[], name: string, good: string, run: () => T): T | undefined => {
  try {
    const value = run();
    findings.push({ name, state: "good", detail: good });
    return value;
  } catch (error) {
    findings.push({ name, state: "bad", detail: reasonOf(error) });
    return undefined;
  }
};

const checkRuntime = (): Finding => {
  const isFit = typeof Temporal === "object";
  return {
    name: "runtime",
    state: isFit ? "good" : "bad",
    detail: `Node ${process.versions.node}${isFit ? "" : ": start the program with bin/tegata, which brings its own"}`,
  };
};

const checkData = async (config: Config, institutions: InstitutionRegistry): Promise<Finding[]> => {
  try {
    return await withServer(config, (connectionString) =>
      checkDatabase(config, connectionString, institutions),
    );
  } catch (error) {
    return [{ name: "database", state: "bad", detail: reasonOf(error) }];
  }
};

/** All checks, in the order in which one thing rests on another. */
export const checkEverything = async (cli: Cli): Promise<Finding[]> => {
  const findings = [checkRuntime()];
  const config = attempt(findings, "settings", "readable", () => configOf(cli));
  if (config === undefined) return findings;
  const institutions = attempt(findings, "institutions", config.institutionsDirectory, () =>
    institutionsOf(config),
  );
  findings.push(await checkVarDirectory(config), ...(await checkTlsFiles(config)));
  if (institutions !== undefined) {
    findings.push(checkKeyTypes(institutions, systemClock.now()), ...(await checkData(config, institutions)));
  }
  findings.push(...(await checkPorts(config)));
  return findings;
};
