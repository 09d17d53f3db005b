import { systemClock } from "#shared/clock.ts";
import type { IssuerContext } from "../../core/context.ts";
import type { Enrolled } from "../../core/enroll.ts";
import { installedCertificates, unusableBeside, withRevocation } from "../../core/installed.ts";
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

/** Serials of former certificates of the same account that are of no use any more. */
const serialsOfUnusable = async (context: IssuerContext, serial: string): Promise<readonly string[]> => {
  const all = await withRevocation(context, await installedCertificates(context));
  return unusableBeside(all, serial).map((installed) => installed.serial);
};

/** Says what was obtained (CCHK007 as text). */
export const printObtained = async (
  { print, language }: Run,
  context: IssuerContext,
  result: "issued" | "renewed",
  { subject, serial, notBefore, notAfter, superseded }: Enrolled,
): Promise<void> => {
  const keyStore = context.keyStore.describe();
  const unusable = await serialsOfUnusable(context, serial);
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
      ...(unusable.length === 0 ? [] : [texts.unusable[language]]),
      ...unusable.map((former) => `  tegata-issuer delete --confirm ${former}`),
    ],
    {
      result,
      subject,
      serial,
      notBefore,
      notAfter,
      daysLeft,
      superseded,
      unusable,
      keyStore: { kind, location, protection, exportable },
    },
  );
};
