import { Command } from "commander";
import { CommandEnded } from "../exit.ts";

/** `tegata serve …`: the program itself, in this process; its own options follow. */
export const serveCommand = (): Command =>
  new Command("serve")
    .description("starts the servers: all roles, or those of --role; --demo brings demonstration data")
    .allowUnknownOption()
    .allowExcessArguments()
    .argument("[options...]")
    .action(async (options: string[]) => {
      // The servers' code is loaded only where it is wanted: the other commands start faster without it.
      const { runServe } = await import("../../main.ts");
      throw new CommandEnded(await runServe(options));
    });
