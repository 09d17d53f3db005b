import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { ceremony } from "./ceremony/ceremony.ts";
import { check } from "./check.ts";
import { generationGroup } from "./generation.ts";
import { init } from "./init.ts";
import { list, show } from "./list.ts";
import { signRootCrl } from "./sign-root-crl.ts";

/** `tegata ca …` */
export const caGroup = (cli: Cli): Command =>
  new Command("ca")
    .description("certificate authorities and their keys")
    .addCommand(init(cli))
    .addCommand(list(cli))
    .addCommand(show(cli))
    .addCommand(check(cli))
    .addCommand(generationGroup(cli))
    .addCommand(signRootCrl(cli))
    .addCommand(ceremony(cli));
