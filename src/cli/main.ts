import { processCli } from "./cli.ts";
import { runCli } from "./program.ts";

process.exitCode = await runCli(processCli(), process.argv.slice(2));
