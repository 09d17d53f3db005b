import { createHash } from "node:crypto";
import { Command, Option } from "commander";
import {
  changeGeneration,
  previewGeneration,
  type ActOutcome,
  type ActRequest,
  type GenerationAct,
  type GenerationOverride,
} from "#domain/certificate-authority/generation-acts.ts";
import { nextGeneration, planGeneration } from "#domain/certificate-authority/plan-generation.ts";
import {
  AUTHORITY_REVOCATION_REASONS,
  previewRevocation,
  revokeGeneration,
} from "#domain/certificate-authority/revoke-generation.ts";
import type { Family } from "#domain/institution/policy.ts";
import type { AuthorityKeyAlgorithm } from "#platform/key-store/key-store.ts";
import { formatName } from "#pki/name-text.ts";
import { addressesOf } from "../../system/addresses.ts";
import { askValidation } from "../../system/ask-validation.ts";
import type { KeyPlace } from "../../system/key-stores.ts";
import type { Cli } from "../cli.ts";
import { orRefuse, UsageError } from "../exit.ts";
import { staffOf } from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne, type Row } from "../table.ts";
import { demandToken, tokenOf, type ActOptions } from "./confirmation.ts";
import { keyPlaceOption, keyStoreOf } from "../key-store.ts";
import { keyOption, TIME_ZONE } from "./options.ts";

/** A command that changes the authorities, in two steps. */
const actCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(`${description}; needs --confirm`)
    .option(
      "--as <name>",
      "name of whoever does it, for the audit record (default: the operating system's user)",
    )
    .option("--confirm <token>", "do it: repeat the token that the first step showed")
    .option("--json", "print JSON");

interface PlanOptions extends ActOptions {
  readonly key: AuthorityKeyAlgorithm;
  readonly keysIn: KeyPlace;
  readonly years: string;
}

const yearsOf = (text: string): number => {
  const years = Number(text);
  if (!Number.isSafeInteger(years) || years < 1 || years > 30) {
    throw new UsageError("--years takes a number from 1 to 30");
  }
  return years;
};

const plan = (cli: Cli): Command =>
  actCommand(
    "plan",
    "makes the key of a family's next generation and signs its certificate with the root's key",
  )
    .addArgument(familyArgument())
    .addOption(keyOption("--key", "key of the issuing authority and of its OCSP responder", "P-256"))
    .addOption(keyPlaceOption("--keys-in", "where the keys are made"))
    .option("--years <number>", "how long it lasts; never longer than its root", "10")
    .action((family: Family, options: PlanOptions) =>
      withSystem(cli, async ({ config, context }) => {
        const { validation: validationUrl } = addressesOf(config, config.ports, context.institutions);
        const years = yearsOf(options.years);
        const next = orRefuse(await nextGeneration(context, family));
        const asked = [next.issuerId, validationUrl, options.key, options.keysIn, years].join("\n");
        const facts: Row = {
          generation: next.issuerId,
          root: next.root.issuerId,
          rootKey: next.root.keyReference,
          key: options.key,
          keys: options.keysIn,
          years,
          validationUrl,
        };
        const token = tokenOf(createHash("sha256").update(asked).digest("hex"));
        demandToken(cli, options, {
          token,
          wouldDo: "make keys and sign a certificate; nobody is told",
          facts,
        });
        const keyStore = keyStoreOf(config, false, { issuingKeysIn: options.keysIn });
        const planned = orRefuse(
          await planGeneration(context, keyStore, {
            family,
            validationUrl,
            keyAlgorithm: options.key,
            years,
            actor: staffOf(cli, options),
          }),
        );
        const { certificate, fingerprint, issuerId, keyWasThere } = planned;
        printOne(
          cli,
          { json: options.json ?? false, timeZone: TIME_ZONE },
          {
            generation: issuerId,
            state: "planned",
            subject: formatName(certificate.subject),
            notAfter: certificate.notAfter,
            validationUrl,
            sha256: fingerprint,
            ...(keyWasThere ? { key: "of an interrupted run" } : {}),
          },
        );
      }),
    );

const familyArgument = () =>
  new Command().createArgument("<family>", "bizsol or shinkin").choices(["bizsol", "shinkin"]);

interface GenerationOptions extends ActOptions {
  readonly override?: GenerationOverride[];
}

const TEXTS: Readonly<Record<GenerationAct, readonly [description: string, wouldDo: string]>> = {
  publish: [
    "gives out the certificate of a planned generation, so that clients learn of it",
    "give out its certificate; nothing is issued from it yet",
  ],
  unpublish: [
    "takes a published generation back that never issued",
    "give its certificate out no longer; it is planned again",
  ],
  activate: [
    "lets new certificates come from a published generation, or from a retired one again",
    "issue new certificates from it; the one that issued until now is retired",
  ],
  retire: [
    "ends a published generation that is not wanted",
    "never issue from it; what it issued stays valid",
  ],
  restore: ["brings a retired generation back to published", "have it ready to be activated"],
  discard: [
    "gives up a planned generation that never was published",
    "give it up; its number is not used again",
  ],
};

const shown = (outcome: ActOutcome): Row => ({
  generation: outcome.issuerId,
  from: outcome.from,
  to: outcome.to,
  retires: outcome.retires,
  servesUntil: outcome.servesUntil,
  sha256: outcome.fingerprint,
});

const act = (cli: Cli, name: GenerationAct): Command => {
  const [description, wouldDo] = TEXTS[name];
  const command = actCommand(name, description).argument("<generation>", "as in `ca list`, e.g. bizsol-g2");
  if (name === "activate") {
    const override = new Option("--override <what...>", "in an emergency: what to do without");
    command.addOption(override.choices(["waiting", "validation"]));
  }
  return command.action((issuerId: string, options: GenerationOptions) =>
    withSystem(cli, async ({ config, context }) => {
      const keyStore = keyStoreOf(config, false);
      const request: ActRequest = {
        act: name,
        issuerId,
        waitingHours: config.generationWaitingHours,
        overrides: options.override ?? [],
        askValidation: (issuer) => askValidation(context, issuer),
      };
      const preview = orRefuse(await previewGeneration(context, keyStore, request));
      demandToken(cli, options, { token: tokenOf(preview.fingerprint), wouldDo, facts: shown(preview) });
      const done = orRefuse(await changeGeneration(context, keyStore, request, staffOf(cli, options)));
      printOne(cli, { json: options.json ?? false, timeZone: TIME_ZONE }, shown(done));
    }),
  );
};

interface RevokeOptions extends ActOptions {
  readonly reason: (typeof AUTHORITY_REVOCATION_REASONS)[number];
}

const revoke = (cli: Cli): Command =>
  actCommand("revoke", "revokes a generation with its root's key at hand, for good")
    .argument("<generation>", "as in `ca list`, e.g. bizsol-g1")
    .addOption(
      new Option("--reason <reason>", "reason, as in RFC 5280 section 5.3.1")
        .choices(AUTHORITY_REVOCATION_REASONS)
        .default("unspecified"),
    )
    .action((issuerId: string, options: RevokeOptions) =>
      withSystem(cli, async ({ config, context }) => {
        const preview = orRefuse(await previewRevocation(context, issuerId));
        const wouldDo = `put it on its root's list (${options.reason}); nothing that it issued is accepted any more, and it is revoked too`;
        demandToken(cli, options, { token: tokenOf(preview.fingerprint), wouldDo, facts: { ...preview } });
        const { reason } = options;
        const actor = staffOf(cli, options);
        const done = orRefuse(
          await revokeGeneration(context, keyStoreOf(config, false), { issuerId, reason, actor }),
        );
        printOne(cli, { json: options.json ?? false, timeZone: TIME_ZONE }, { ...done, state: "revoked" });
      }),
    );

const ACTS: readonly GenerationAct[] = ["publish", "unpublish", "activate", "retire", "restore", "discard"];

/** `tegata ca generation …` */
export const generationGroup = (cli: Cli): Command => {
  const group = new Command("generation")
    .description("generations of issuing authorities; each step shows first what it would do")
    .addCommand(plan(cli));
  for (const name of ACTS) group.addCommand(act(cli, name));
  return group.addCommand(revoke(cli));
};
