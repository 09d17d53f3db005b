import { systemClock } from "#shared/clock.ts";
import type { Enrolled } from "../../core/enroll.ts";
import type { KeyStoreFacts } from "../../core/key-store.ts";
import type { KnownValues } from "../people.ts";
import type { ObtainCommandOptions } from "../options.ts";
import type { Run } from "../run.ts";
import { fill, formatInstant, texts } from "../texts.ts";

/** Values of the command line that answer questions of the server. */
export const knownValues = ({ loginId, contractId, userId }: ObtainCommandOptions): KnownValues =>
  Object.fromEntries(
    Object.entries({ loginId, contractId, userId }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );

/** Says what was obtained (CCHK007 as text). */
export const printObtained = (
  { print, language }: Run,
  result: "issued" | "renewed",
  { subject, serial, notBefore, notAfter, superseded }: Enrolled,
  keyStore: KeyStoreFacts,
): void => {
  const expires = Temporal.Instant.from(notAfter);
  const daysLeft = Math.floor(expires.since(systemClock.now()).total("hours") / 24);
  const days = fill(texts.daysLeft[language], { days: daysLeft });
  const { kind, location, protection, exportable } = keyStore;
  print(
    [
      texts[result][language],
      `${texts.subject[language]}: ${subject}`,
      `${texts.serial[language]}: ${serial}`,
      `${texts.expiry[language]}: ${formatInstant(expires, language)} (${days})`,
      `${texts.keyStore[language]}: ${keyStore.name[language]} ${location}`,
      keyStore.statement[language],
      texts.useAtOnce[language],
      ...(superseded === undefined ? [] : [fill(texts.replaced[language], { serial: superseded })]),
    ],
    {
      result,
      subject,
      serial,
      notBefore,
      notAfter,
      daysLeft,
      superseded,
      keyStore: { kind, location, protection, exportable },
    },
  );
};
