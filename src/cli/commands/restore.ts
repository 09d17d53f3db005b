import { Command } from "commander";
import { finishRestore, restoreState, type RestoreState } from "#domain/restore/restore.ts";
import type { DomainContext } from "#domain/context.ts";
import type { Cli } from "../cli.ts";
import { ConfirmationMissing, EnvironmentError, UsageError } from "../exit.ts";
import { localOrigin, staffOf } from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne, type Row } from "../table.ts";

const TIME_ZONE = "Asia/Tokyo";

const stateOf = async (context: DomainContext): Promise<RestoreState> => {
  const state = await restoreState(context);
  if (state !== "recovering") return state;
  throw new EnvironmentError("the database is still recovering, or it is a standby");
};

const rowOf = ({ isPending, present, accepted }: RestoreState): Row => ({
  state: isPending ? "restored: replay, then finish" : "served",
  systemIdentifier: present.systemIdentifier,
  timeline: present.timeline,
  servedSystemIdentifier: accepted?.systemIdentifier,
  servedTimeline: accepted?.timeline,
  acceptedAt: accepted?.acceptedAt,
  acceptedAs: accepted?.acceptedAs,
});

const status = (cli: Cli): Command =>
  new Command("status")
    .description("whether this database was restored or moved since it was last served")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) =>
      withSystem(cli, async ({ context }) => {
        printOne(cli, { json, timeZone: TIME_ZONE }, rowOf(await stateOf(context)));
      }),
    );

interface FinishOptions {
  readonly replayed?: boolean;
  readonly nothingLost?: boolean;
  readonly as?: string;
  readonly confirm?: string;
  readonly json?: boolean;
}

const finish = (cli: Cli): Command =>
  new Command("finish")
    .description("lets servers start again on a restored database; ends all sessions; needs --confirm")
    .option("--replayed", "the audit records of all institutions were replayed (`tegata audit replay`)")
    .option(
      "--nothing-lost",
      "nothing was lost: a standby without delay was promoted, or the database was moved",
    )
    .option(
      "--as <name>",
      "name of whoever does it, for the audit record (default: the operating system's user)",
    )
    .option("--confirm <timeline>", "do it: repeat the timeline that the database is on")
    .option("--json", "print JSON")
    .action(({ replayed = false, nothingLost = false, confirm, json = false, ...options }: FinishOptions) =>
      withSystem(cli, async ({ context }) => {
        if (replayed === nothingLost) throw new UsageError("say one of --replayed and --nothing-lost");
        const state = await stateOf(context);
        const { timeline } = state.present;
        if (state.isPending && confirm !== String(timeline)) {
          printOne(cli, { json, timeZone: TIME_ZONE }, rowOf(state));
          throw new ConfirmationMissing(
            `Nothing was changed. Servers would start again and all sessions end. To do it, repeat the command with --confirm ${timeline}`,
          );
        }
        const finished = await finishRestore(context, {
          as: replayed ? "replayed" : "nothingLost",
          actor: staffOf(cli, options),
          origin: localOrigin(context.random),
        });
        printOne(
          cli,
          { json, timeZone: TIME_ZONE },
          {
            ...rowOf(await stateOf(context)),
            sessionsEnded: finished === "recovering" ? 0 : finished.sessionsEnded,
          },
        );
      }),
    );

/** `tegata restore …` */
export const restoreGroup = (cli: Cli): Command =>
  new Command("restore")
    .description("what to do after the database was restored")
    .addCommand(status(cli))
    .addCommand(finish(cli));
