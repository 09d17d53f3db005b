import { systemClock } from "#shared/clock.ts";
import { accepted } from "#shared/result.ts";
import { checkNames, examine, type Finding } from "../../core/doctor.ts";
import { EXIT } from "../exit-codes.ts";
import type { CommonOptions } from "../options.ts";
import { clientFor, openKeyStore, runCommand } from "../run.ts";
import { type Language, texts } from "../texts.ts";

const marks: Readonly<Record<Finding["outcome"], string>> = { good: "OK  ", bad: "NG  ", skipped: "--  " };

const findingLines = ({ check, outcome, detail, failure }: Finding, language: Language): string[] => [
  `${marks[outcome]}${checkNames[check][language]}${detail === "" ? "" : `: ${detail}`}`,
  ...(failure === undefined
    ? []
    : [`    ${failure.code}: ${failure.cause[language]}`, `    ${failure.action[language]}`]),
];

/** `tegata-issuer doctor`: names what stands between this PC and a certificate. */
export const doctor = (options: CommonOptions): Promise<number> =>
  runCommand("doctor", options, {}, async (run) => {
    const client = clientFor(run, { server: options.server, institution: options.institution });
    if (!client.ok) return client;
    // Chromium's database is made where it is missing, as issuing would do: only so is writing there tried.
    const findings = await examine(client.value, systemClock, () =>
      openKeyStore(options, run.person.keyStorePassword, { create: options.browser === "chromium" }),
    );
    client.value.connection.close();
    const good = findings.every(({ outcome }) => outcome !== "bad");
    run.print(
      [
        ...findings.flatMap((finding) => findingLines(finding, run.language)),
        (good ? texts.allGood : texts.found)[run.language],
      ],
      { good, findings },
    );
    return accepted(good ? EXIT.success : EXIT.doctorFound);
  });
