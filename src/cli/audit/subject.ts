import { Command } from "commander";
import { INSTALLATION_CODE } from "#domain/audit/installation.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { institutionNamed } from "../subjects.ts";

/** Whose record a command works on. */
export interface AuditSubject {
  readonly institutionCode: string;
  /** As the command line names it. */
  readonly id: string;
  readonly timeZone: string;
}

/** Names the installation's own record where others name an institution. */
export const INSTALLATION = "installation";

/** A subcommand about one record, with `--institution` and `--json`. */
export const recordCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .requiredOption(
      "-i, --institution <id>",
      `short name of the institution, or \`${INSTALLATION}\` for the installation's own record`,
    )
    .option("--json", "print JSON");

/** The record that `--institution` names. */
export const subjectNamed = (institutions: InstitutionRegistry, id: string): AuditSubject => {
  if (id === INSTALLATION) return { institutionCode: INSTALLATION_CODE, id, timeZone: "UTC" };
  const institution = institutionNamed(institutions, id);
  return { institutionCode: institution.code, id, timeZone: institution.timeZone };
};

/** Every record there is. */
export const everySubject = (institutions: InstitutionRegistry): AuditSubject[] => [
  subjectNamed(institutions, INSTALLATION),
  ...institutions.all.map(({ id }) => subjectNamed(institutions, id)),
];
