import { writeSync } from "node:fs";
import { changeGeneration, type GenerationAct } from "#domain/certificate-authority/generation-acts.ts";
import { planGeneration } from "#domain/certificate-authority/plan-generation.ts";
import { revokeGeneration } from "#domain/certificate-authority/revoke-generation.ts";
import type { Actor, DomainContext } from "#domain/context.ts";
import { openDatabase } from "#platform/database/database.ts";
import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { shippedInstitutions } from "#test/support/population.ts";

/**
 * A process that takes one step with a generation: another one than those that issue, and one that can be killed in
 * the middle. Says “go” when the step begins and “done” or its refusal when it ends.
 */

export type ChildAct = GenerationAct | "plan" | "revoke";

/** What the test tells its child, as JSON in the environment variable GENERATION. */
export interface GenerationInstructions {
  readonly connectionString: string;
  readonly keyDirectory: string;
  readonly act: ChildAct;
  readonly issuerId: string;
}

export const PASSPHRASE = "correct horse battery staple";
const ACTOR: Actor = { kind: "staff", name: "child" };

const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

/** Takes a step as the child does; gives `done` or the refusal's code. */
export const takeStep = async (
  context: DomainContext,
  { act, issuerId, keyDirectory }: Omit<GenerationInstructions, "connectionString">,
): Promise<string> => {
  const keyStore = fileKeyStore({ directory: keyDirectory, passphrase: () => Promise.resolve(PASSPHRASE) });
  const outcome =
    act === "plan"
      ? await planGeneration(context, keyStore, {
          family: "bizsol",
          validationUrl: "http://va2.example",
          keyAlgorithm: "P-256",
          actor: ACTOR,
        })
      : act === "revoke"
        ? await revokeGeneration(context, keyStore, { issuerId, reason: "superseded", actor: ACTOR })
        : await changeGeneration(
            context,
            keyStore,
            {
              act,
              issuerId,
              waitingHours: 0,
              overrides: ["waiting", "validation"],
              askValidation: () => Promise.resolve(undefined),
            },
            ACTOR,
          );
  return outcome.ok ? "done" : outcome.refusal.code;
};

const instructions = process.env["GENERATION"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  const { connectionString, ...step } = JSON.parse(instructions) as GenerationInstructions;
  const database = await openDatabase({ connectionString, connections: 2 });
  const institutions = shippedInstitutions();
  say("go");
  say(await takeStep({ database, clock: systemClock, random: systemRandom, institutions }, step));
  await database.close();
}
