import { accepted, type Result } from "#shared/result.ts";
import type { IssuerContext } from "../../core/context.ts";
import type { Enrolled } from "../../core/enroll.ts";
import type { Failure } from "../../core/failure.ts";
import { type InstalledCertificate, installedCertificates, selectCertificate } from "../../core/installed.ts";
import { deleteCertificate, meetInstitution, renewCertificate } from "../../core/obtain.ts";
import { VERSION } from "../../version.ts";
import { EXIT } from "../exit-codes.ts";
import type { ObtainCommandOptions } from "../options.ts";
import { clientFor, type Run, runCommand, thisDevice, withKeyStore } from "../run.ts";
import { askLine } from "../terminal.ts";
import { texts } from "../texts.ts";
import { knownValues, printObtained } from "./obtained.ts";

/** Options of `renew` alone. */
export interface RenewOptions extends ObtainCommandOptions {
  /** Delete the old certificate after success without asking. */
  readonly deleteOld: boolean;
}

/** Those that could be renewed, of the institution where one was named. */
const candidates = (all: readonly InstalledCertificate[], institution: string | undefined) =>
  all.filter(
    ({ state, note }) =>
      state !== "expired" &&
      (institution === undefined || note === undefined || note.institution === institution),
  );

const offerDeletion = async (
  run: Run,
  context: IssuerContext,
  old: InstalledCertificate,
  wanted: boolean,
): Promise<void> => {
  const { terminal, language, options } = run;
  const asks = !wanted && !options.answersStdin && !options.json;
  const answer = asks ? await askLine(terminal, texts.deleteOld[language], { hidden: false }) : undefined;
  if (!wanted && !/^y(es)?$/i.test(answer?.trim() ?? "")) return;
  await deleteCertificate(context, old);
  terminal.output.write(`${texts.deleted[language]}\n`);
};

const renewWith = async (
  run: Run,
  context: IssuerContext,
  options: RenewOptions,
  serial: string | undefined,
): Promise<Result<Enrolled, Failure>> => {
  if (options.institution !== undefined) {
    // Makes certificates recognisable whose authorities this PC has not noted, or no longer.
    const known = clientFor(run, { server: options.server, institution: options.institution });
    if (!known.ok) return known;
    const met = await meetInstitution(context, known.value);
    known.value.connection.close();
    if (!met.ok) return met;
  }
  const selected = selectCertificate(
    candidates(await installedCertificates(context), options.institution),
    serial,
  );
  if (!selected.ok) return selected;
  const old = selected.value;
  const client = clientFor(run, {
    server: options.server ?? (old.note && new URL(old.note.server)),
    institution: options.institution ?? old.note?.institution,
  });
  if (!client.ok) return client;
  const renewed = await renewCertificate(context, client.value, old, {
    device: thisDevice(options.deviceName),
    version: VERSION,
    keyAlgorithm: options.keyAlgorithm,
  });
  client.value.connection.close();
  if (!renewed.ok) return renewed;
  await printObtained(run, context, "renewed", renewed.value);
  await offerDeletion(run, context, old, options.deleteOld);
  return renewed;
};

/** `tegata-issuer renew [SERIAL]`: replaces a certificate while it is valid. */
export const renew = (serial: string | undefined, options: RenewOptions): Promise<number> =>
  runCommand("renew", options, knownValues(options), async (run) => {
    const renewed = await withKeyStore(run, { create: false }, (context) =>
      renewWith(run, context, options, serial),
    );
    return renewed.ok ? accepted(EXIT.success) : renewed;
  });
