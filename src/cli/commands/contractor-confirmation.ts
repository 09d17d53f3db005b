import { Command } from "commander";
import type { Answer } from "#domain/contractor-confirmation/answers.ts";
import {
  acceptAnswers,
  askContract,
  listOpenRounds,
  listRounds,
  returnAnswers,
} from "#domain/contractor-confirmation/confirmation.ts";
import type { Round } from "#domain/contractor-confirmation/round.ts";
import type { DomainContext } from "#domain/context.ts";
import type { Change } from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Cli } from "../cli.ts";
import { CommandRefused, orRefuse } from "../exit.ts";
import {
  changingCommand,
  contractNamed,
  dangerousCommand,
  demandConfirmation,
  institutionCommand,
  institutionNamed,
  localOrigin,
  staffOf,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne, printRows, type Row } from "../table.ts";

const listingOf = ({ json = false }: CommonOptions, { timeZone }: InstitutionPolicy) => ({ json, timeZone });

const changeOf = (cli: Cli, { clock, random }: DomainContext, options: CommonOptions): Change => ({
  at: clock.now(),
  actor: staffOf(cli, options),
  origin: localOrigin(random),
});

/** How a round is named: what is confirmed is what was looked at. */
const nameOf = ({ contractId, round }: Pick<Round, "contractId" | "round">): string =>
  `${contractId}/${round}`;

const describe = (one: Round): Row => ({
  round: nameOf(one),
  state: one.state,
  askedAt: one.askedAt,
  answeredAt: one.answeredAt,
  answeredBy: one.answeredBy,
  decidedAt: one.decidedAt,
  decidedBy: one.decidedBy,
  reason: one.reason,
});

const answerText = (cli: Cli, { value, chosen }: Answer): string =>
  chosen === undefined ? value : chosen[cli.language];

const answersOf = (cli: Cli, { answers }: Round): Row =>
  Object.fromEntries(answers.map((answer) => [answer.name, answerText(cli, answer)]));

const ask = (cli: Cli): Command =>
  changingCommand("ask", "asks a contract the institution's questions; those who may answer are told by mail")
    .argument("<contract>", "contract ID")
    .action((contractId: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const change = changeOf(cli, context, options);
        const round = orRefuse(await askContract(context, institution, contractId, change));
        printOne(cli, listingOf(options, institution), {
          round: nameOf({ contractId, round }),
          state: "asked",
        });
      }),
    );

const list = (cli: Cli): Command =>
  institutionCommand("list", "what is not decided yet, those first that have waited longest").action(
    (options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const rounds = await listOpenRounds(context, institution.code);
        printRows(cli, listingOf(options, institution), rounds.map(describe));
      }),
  );

const withAnswers = (cli: Cli, one: Round): Row => ({ ...describe(one), answers: answersOf(cli, one) });

const show = (cli: Cli): Command =>
  institutionCommand("show", "every round of a contract with its answers, the newest first")
    .argument("<contract>", "contract ID")
    .action((contractId: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        await contractNamed(context, institution, contractId);
        const rounds = await listRounds(context, institution.code, contractId);
        const rows = rounds.map((one) => withAnswers(cli, one));
        printRows(cli, listingOf(options, institution), rows);
      }),
    );

/** The round of a contract whose answers wait. */
const waitingRound = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  contractId: string,
): Promise<Round> => {
  await contractNamed(context, institution, contractId);
  const [newest] = await listRounds(context, institution.code, contractId);
  if (newest?.state === "answered") return newest;
  const detail = `contract ${contractId}: ${newest?.state ?? "never asked"}`;
  throw new CommandRefused({ code: "CONTRACTOR_CONFIRMATION_NOT_ANSWERED", detail });
};

/** Says what was answered, and lets the act go on when `--confirm` names this round. */
const confirmedRound = async (
  cli: Cli,
  context: DomainContext,
  institution: InstitutionPolicy,
  asked: { readonly contractId: string; readonly options: CommonOptions; readonly wouldDo: string },
): Promise<Round> => {
  const { contractId, options, wouldDo } = asked;
  const waiting = await waitingRound(context, institution, contractId);
  demandConfirmation(cli, options, {
    institution,
    id: nameOf(waiting),
    wouldDo,
    facts: { round: nameOf(waiting), answeredBy: waiting.answeredBy, ...answersOf(cli, waiting) },
  });
  return waiting;
};

const accept = (cli: Cli): Command =>
  dangerousCommand("accept", "accepts the answers of a contract: it may go on")
    .argument("<contract>", "contract ID")
    .action((contractId: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const wouldDo = "accept these answers";
        const { round } = await confirmedRound(cli, context, institution, { contractId, options, wouldDo });
        const seen = { institution, contractId, round };
        orRefuse(await acceptAnswers(context, seen, changeOf(cli, context, options)));
        printOne(cli, listingOf(options, institution), { round: nameOf(seen), state: "accepted" });
      }),
    );

interface ReturnOptions extends CommonOptions {
  readonly reason: string;
}

const giveBack = (cli: Cli): Command =>
  dangerousCommand("return", "returns the answers of a contract: it is asked again, with the reason")
    .argument("<contract>", "contract ID")
    .requiredOption(
      "--reason <text>",
      "why, in the customer's language: shown above the questions and mailed",
    )
    .action((contractId: string, options: ReturnOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const wouldDo = `return these answers: ${options.reason}`;
        const { round } = await confirmedRound(cli, context, institution, { contractId, options, wouldDo });
        const seen = { institution, contractId, round };
        const change = changeOf(cli, context, options);
        orRefuse(await returnAnswers(context, seen, change, options.reason));
        printOne(cli, listingOf(options, institution), { round: nameOf(seen), state: "returned" });
      }),
    );

/** `tegata contractor-confirmation …` */
export const contractorConfirmationGroup = (cli: Cli): Command =>
  new Command("contractor-confirmation")
    .description("契約者確認: questions to contracts and their answers")
    .addCommand(ask(cli))
    .addCommand(list(cli))
    .addCommand(show(cli))
    .addCommand(accept(cli))
    .addCommand(giveBack(cli));
