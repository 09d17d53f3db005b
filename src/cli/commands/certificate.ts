import { Command, Option } from "commander";
import {
  findCertificate,
  listCertificates,
  stateAt,
  type CertificateRecord,
  type CertificateState,
  type RevocationReason,
} from "#domain/certificate/certificates.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Cli } from "../cli.ts";
import { CommandRefused, orRefuse, UsageError } from "../exit.ts";
import {
  dangerousCommand,
  demandConfirmation,
  institutionCommand,
  institutionNamed,
  localOrigin,
  staffOf,
  userNamed,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne, printRows, type Row } from "../table.ts";

const STATES: readonly CertificateState[] = [
  "prepared",
  "issued",
  "active",
  "expired",
  "revoked",
  "abandoned",
];
/** Reasons that staff may give; `superseded` belongs to renewal. */
const REASONS: readonly Exclude<RevocationReason, "superseded">[] = [
  "unspecified",
  "keyCompromise",
  "affiliationChanged",
  "cessationOfOperation",
];

const describe = (record: CertificateRecord, now: Temporal.Instant): Row => ({
  serial: record.serial,
  user: `${record.owner.contractId}/${record.owner.userId}`,
  state: stateAt(record, now),
  notBefore: record.notBefore,
  notAfter: record.notAfter,
  device: record.deviceName,
  keyStore: record.keyStoreKind,
  lastUsedAt: record.lastUsedAt,
});

const describeWhole = (record: CertificateRecord, now: Temporal.Instant, json: boolean): Row => ({
  ...describe(record, now),
  subject: record.subject,
  issuer: record.issuerId,
  osUser: record.osUser,
  preparedAt: record.preparedAt,
  signedAt: record.signedAt,
  confirmedAt: record.confirmedAt,
  endedAt: record.endedAt,
  endCause: record.endCause,
  revocationReason: record.revocationReason,
  supersedes: record.supersedesSerial,
  // DER in base64: for programs; nobody reads it in a terminal.
  ...(json ? { certificate: record.certificate?.toString("base64") } : {}),
});

const certificateNamed = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  serial: string,
): Promise<CertificateRecord> => {
  if (!/^[0-9a-fA-F]{32}$/.test(serial)) throw new UsageError("a serial is 32 hexadecimal digits");
  const record = await findCertificate(context, institution.code, serial.toLowerCase());
  if (record !== undefined) return record;
  throw new CommandRefused({ code: "CERTIFICATE_NOT_FOUND", detail: `no certificate ${serial}` });
};

interface ListOptions extends CommonOptions {
  readonly user?: string;
  readonly contract?: string;
  readonly state?: CertificateState;
}

const list = (cli: Cli): Command =>
  institutionCommand("list", "certificates, the newest first")
    .option("--user <user>", "of this user: <contract>/<user>, or the login ID")
    .option("--contract <contract>", "of this contract")
    .addOption(new Option("--state <state>", "in this state").choices(STATES))
    .action((options: ListOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const user =
          options.user === undefined ? undefined : await userNamed(context, institution, options.user);
        const contractId = user?.reference.contractId ?? options.contract;
        const records = await listCertificates(context, institution.code, {
          ...(contractId === undefined ? {} : { contractId }),
          ...(user === undefined ? {} : { userId: user.reference.userId }),
          ...(options.state === undefined ? {} : { state: options.state }),
        });
        const now = context.clock.now();
        printRows(
          cli,
          { json: options.json ?? false, timeZone: institution.timeZone },
          records.map((record) => describe(record, now)),
        );
      }),
    );

const show = (cli: Cli): Command =>
  institutionCommand("show", "everything that is recorded of a certificate")
    .argument("<serial>", "32 hexadecimal digits")
    .action((serial: string, { institution: id, json = false }: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, id);
        const record = await certificateNamed(context, institution, serial);
        const { timeZone } = institution;
        printOne(cli, { json, timeZone }, describeWhole(record, context.clock.now(), json));
      }),
    );

interface RevokeOptions extends CommonOptions {
  readonly reason: (typeof REASONS)[number];
}

const revoke = (cli: Cli): Command =>
  dangerousCommand("revoke", "revokes a certificate, for good")
    .argument("<serial>", "32 hexadecimal digits")
    .addOption(
      new Option("--reason <reason>", "reason, as in RFC 5280 section 5.3.1")
        .choices(REASONS)
        .default("unspecified"),
    )
    .action((serial: string, options: RevokeOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const record = await certificateNamed(context, institution, serial);
        demandConfirmation(cli, options, {
          institution,
          id: record.serial,
          wouldDo: `revoke the certificate (${options.reason}) and end the sessions it opened`,
          facts: describe(record, context.clock.now()),
        });
        const revoked = await revokeCertificate(context, {
          institution,
          serial: record.serial,
          reason: options.reason,
          actor,
          origin: localOrigin(context.random),
        });
        const { timeZone } = institution;
        const { json = false } = options;
        printOne(cli, { json, timeZone }, describeWhole(orRefuse(revoked), context.clock.now(), json));
      }),
    );

/** `tegata certificate …` */
export const certificateGroup = (cli: Cli): Command =>
  new Command("certificate")
    .description("client certificates")
    .addCommand(list(cli))
    .addCommand(show(cli))
    .addCommand(revoke(cli));
