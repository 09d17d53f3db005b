import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { unreachable } from "#shared/invariant.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { messageOf } from "#platform/errors.ts";
import type { Cli } from "../../cli.ts";
import { UsageError } from "../../exit.ts";
import { keyStoreOf } from "../../key-store.ts";
import { staffOf } from "../../subjects.ts";
import { configOf } from "../../system.ts";
import { demandToken, tokenOf, type ActOptions } from "../confirmation.ts";
import { derOf, readInput } from "./files.ts";
import { hold } from "./hold.ts";
import { prepareImport } from "./import.ts";
import { prepareIssuingCertificate, prepareIssuingRequest } from "./issuing.ts";
import { sha256Of } from "./minutes.ts";
import { withPaths } from "./paths.ts";
import { printMinutes } from "./print.ts";
import { demandUnheld } from "./record.ts";
import { prepareRoot, prepareRootCrl } from "./root.ts";
import { stepSchema, type Step } from "./schema.ts";
import type { Inputs, PreparedStep } from "./step.ts";

const readStep = async (file: string): Promise<{ readonly step: Step; readonly digest: string }> => {
  let text: string;
  let json: unknown;
  try {
    text = await readFile(file, "utf8");
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: ${messageOf(error)}`);
  }
  const parsed = stepSchema.safeParse(json);
  if (parsed.success) return { step: parsed.data, digest: sha256Of(text) };
  const faults = parsed.error.issues.map(
    ({ path, message }) => `  $${path.map((part) => `.${String(part)}`).join("")}: ${message}`,
  );
  throw new UsageError([`${file} is no step of a key ceremony`, ...faults].join("\n"));
};

const prepareStep = (step: Step, inputs: Inputs, cli: Cli, options: ActOptions): PreparedStep => {
  switch (step.step) {
    case "root":
      return prepareRoot(step);
    case "issuing-request":
      return prepareIssuingRequest(step);
    case "issuing-certificate":
      return prepareIssuingCertificate(step, inputs);
    case "root-crl":
      return prepareRootCrl(step, inputs);
    case "import":
      return prepareImport(step, inputs, staffOf(cli, options));
    default:
      return unreachable(step);
  }
};

/** `tegata ca ceremony FILE`: one step of a key ceremony, as its file describes it. */
export const ceremony = (cli: Cli): Command =>
  new Command("ceremony")
    .description(
      "one step of a key ceremony, described by a file (docs/operating/key-ceremony.md); needs --confirm",
    )
    .argument("<file>", "the step, JSON")
    .option("--as <name>", "name of whoever sits at the keyboard, for the audit record")
    .option("--confirm <token>", "do it: repeat the token that the first step showed")
    .option("--json", "print JSON")
    .action(async (given: string, options: ActOptions) => {
      const file = resolve(given);
      const config = configOf(cli);
      const { step: written, digest } = await readStep(file);
      const { step, inputs: paths } = withPaths(written, dirname(file));
      await demandUnheld(step.record);
      const contents = new Map<string, Buffer>();
      for (const path of paths) contents.set(path, await readInput(path));
      const inputs: Inputs = {
        der: (label, path) => derOf(label, path, contents.get(path) ?? Buffer.alloc(0)),
      };
      const prepared = prepareStep(step, inputs, cli, options);
      const inputDigests = Object.fromEntries([...contents].map(([path, data]) => [path, sha256Of(data)]));
      const seal = sha256Of(JSON.stringify([digest, inputDigests]));
      const keyStore = keyStoreOf(config, true);
      const held = await hold({
        cli,
        file,
        digest,
        step,
        prepared,
        keyStore,
        seal,
        inputDigests,
        clock: systemClock,
        random: systemRandom,
        confirm: (facts) =>
          demandToken(cli, options, { token: tokenOf(seal), wouldDo: prepared.wouldDo, facts }),
      });
      printMinutes(cli, options.json ?? false, held, step.record);
    });
