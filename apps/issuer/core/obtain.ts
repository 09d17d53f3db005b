import { refused, type Result } from "#shared/result.ts";
import type { KeyAlgorithmName, ServiceResponse } from "#wire/enrollment.ts";
import type { EnrollmentClient } from "../network/enrollment-client.ts";
import type { Device, IssuerContext } from "./context.ts";
import { type Enrolled, Enrollment } from "./enroll.ts";
import { type Failure, failure } from "./failure.ts";
import type { InstalledCertificate } from "./installed.ts";
import { cleanUpUnfinishedKeys } from "./new-key.ts";

/** What issue and renewal have in common. */
export interface ObtainOptions {
  readonly device: Device;
  readonly version: string;
  readonly keyAlgorithm: KeyAlgorithmName | undefined;
  /** The PC is replaced: the certificate on the old one is revoked on the way, after the person has seen which. */
  readonly replaces?: boolean;
}

/** Asks what the institution is, and remembers it: by its authorities its certificates are recognised later. */
export const meetInstitution = async (
  { memory }: IssuerContext,
  client: EnrollmentClient,
): Promise<Result<ServiceResponse, Failure>> => {
  const service = await client.service();
  if (!service.ok) return service;
  const { institution, authorities } = service.value;
  memory.rememberInstitution({
    server: client.connection.settings.server.origin,
    id: institution.id,
    name: institution.name,
    authorities,
  });
  return service;
};

/** Obtains a first certificate, or another after the former one ended. */
export const issueCertificate = async (
  context: IssuerContext,
  client: EnrollmentClient,
  options: ObtainOptions,
): Promise<Result<Enrolled, Failure>> => {
  await cleanUpUnfinishedKeys(context);
  const service = await meetInstitution(context, client);
  if (!service.ok) return service;
  return new Enrollment(context, client, { ...options, service: service.value, renews: undefined }).run();
};

/** Replaces a certificate: its key proves who asks, beside what the server wants to know. */
export const renewCertificate = async (
  context: IssuerContext,
  client: EnrollmentClient,
  old: InstalledCertificate,
  options: ObtainOptions,
): Promise<Result<Enrolled, Failure>> => {
  await cleanUpUnfinishedKeys(context);
  const service = await meetInstitution(context, client);
  if (!service.ok) return service;
  const handle = await context.keyStore.open(old.certificate);
  if (handle === undefined) {
    return refused(failure("CERTIFICATE_NOT_FOUND", `${old.serial} has no private key here`));
  }
  const renews = { certificate: old.certificate, handle };
  return new Enrollment(context, client, { ...options, service: service.value, renews }).run();
};

/** Removes one of our certificates with its key from this PC. It does not revoke: that is done in the portal. */
export const deleteCertificate = async (
  { keyStore, memory }: IssuerContext,
  installed: InstalledCertificate,
): Promise<void> => {
  await keyStore.delete(installed.certificate);
  memory.forgetCertificate(installed.serial);
};
