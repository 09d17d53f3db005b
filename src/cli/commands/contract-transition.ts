import type { Command } from "commander";
import { finishTransition, judgePlan, planTransition } from "#domain/contract/transition.ts";
import type { PlannedDates, TransitionPlan } from "#domain/contract/transition.ts";
import { readinessIn, withoutCertificate } from "#domain/user-administration/readiness.ts";
import type { Readiness } from "#domain/user-administration/readiness.ts";
import type { Cli } from "../cli.ts";
import { CommandRefused, orRefuse, UsageError } from "../exit.ts";
import {
  contractNamed,
  dangerousCommand,
  demandConfirmation,
  institutionNamed,
  localOrigin,
  nameOfUser,
  staffOf,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem, type CommandSystem } from "../system.ts";
import { printOne, type Row } from "../table.ts";

/** Staff plan a contract's move from ID and password to certificates (A7.16), or end it early. */

interface PlanOptions extends CommonOptions {
  readonly acquireFrom: string;
  readonly passwordEndsOn: string;
}

const dayOf = (option: string, text: string): Temporal.PlainDate => {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    // Told below, like every text that is no date.
  }
  throw new UsageError(`${option} takes a date like 2027-04-01, not ${text}`);
};

const datesOf = ({ acquireFrom, passwordEndsOn }: PlanOptions): PlannedDates => ({
  acquireFrom: dayOf("--acquire-from", acquireFrom),
  passwordEndsOn: dayOf("--password-ends-on", passwordEndsOn),
});

const describePlan = ({ contractId, acquireFrom, passwordEndsAt, completedAt }: TransitionPlan): Row => ({
  contractId,
  acquireFrom,
  passwordEndsAt,
  completedAt,
});

/** Whom it concerns: so many users, and by name those who have no certificate yet. */
const describeUsers = (readiness: Readiness): Row => ({
  companyName: readiness.contract.companyName,
  stage: readiness.stage,
  users: readiness.users.length,
  withoutCertificate: withoutCertificate(readiness).map(nameOfUser),
});

const setting = async (cli: Cli, { context }: CommandSystem, contractId: string, options: CommonOptions) => {
  const institution = institutionNamed(context.institutions, options.institution);
  await contractNamed(context, institution, contractId);
  const listing = { json: options.json ?? false, timeZone: institution.timeZone };
  const at = context.clock.now();
  const change = { at, actor: staffOf(cli, options), origin: localOrigin(context.random) };
  return { institution, listing, change };
};

/** `tegata contract plan-transition` */
export const planTransitionCommand = (cli: Cli): Command =>
  dangerousCommand(
    "plan-transition",
    "sets or changes the two dates of a contract's move from ID and password to certificates",
  )
    .argument("<contract>", "contract ID")
    .requiredOption("--acquire-from <date>", "first day on which certificates are acquired, beside passwords")
    .requiredOption("--password-ends-on <date>", "first day without login by ID and password")
    .action((contractId: string, options: PlanOptions) =>
      withSystem(cli, async (system) => {
        const { database } = system.context;
        const { institution, listing, change } = await setting(cli, system, contractId, options);
        const asked = { contractId, ...datesOf(options) };
        const { judged, readiness } = await database.inInstitution(institution.code, async (tx) => ({
          judged: await judgePlan(tx, institution, asked, change.at),
          readiness: await readinessIn(tx, institution, contractId, change.at),
        }));
        const facts = { ...describeUsers(readiness), ...describePlan(orRefuse(judged)) };
        const wouldDo = "end login by ID and password for everybody in the contract on the second date";
        demandConfirmation(cli, options, { institution, id: contractId, wouldDo, facts });
        const planned = await database.inInstitution(institution.code, (tx) =>
          planTransition(tx, institution, asked, change),
        );
        printOne(cli, listing, describePlan(orRefuse(planned)));
      }),
    );

/** `tegata contract finish-transition` */
export const finishTransitionCommand = (cli: Cli): Command =>
  dangerousCommand(
    "finish-transition",
    "ends ID/password login of a contract now, before the date of its plan",
  )
    .argument("<contract>", "contract ID")
    .action((contractId: string, options: CommonOptions) =>
      withSystem(cli, async (system) => {
        const { database } = system.context;
        const { institution, listing, change } = await setting(cli, system, contractId, options);
        const readiness = await database.inInstitution(institution.code, (tx) =>
          readinessIn(tx, institution, contractId, change.at),
        );
        if (readiness.stage !== "both")
          throw new CommandRefused({ code: "TRANSITION_OVER", detail: `stage: ${readiness.stage}` });
        const facts = { contractId, ...describeUsers(readiness) };
        const wouldDo = "end login by ID and password for everybody in the contract now, for good";
        demandConfirmation(cli, options, { institution, id: contractId, wouldDo, facts });
        const finished = await database.inInstitution(institution.code, (tx) =>
          finishTransition(tx, contractId, change),
        );
        printOne(cli, listing, describePlan(orRefuse(finished)));
      }),
    );
