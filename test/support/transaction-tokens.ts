import type { DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { contractFactor } from "#domain/second-factor/contract-factors.ts";
import { claimToken } from "#domain/second-factor/transaction-authentication/claim.ts";
import {
  offerToken,
  startTransactionToken,
} from "#domain/second-factor/transaction-authentication/register.ts";
import type { User } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import { agreeOnKey, newDeviceKey } from "../../src/browser/token/agreement.ts";
import { tokenNumber } from "../../src/browser/token/number.ts";
import { readScanned } from "../../src/browser/token/scanned.ts";
import { acceptedValue } from "./population.ts";

const ORIGIN: Origin = { address: "192.0.2.1", supportId: "TEST0-00000" };

/** A phone with the camera token: the app's own code, without its screens. */
export interface TestPhone {
  readonly serial: string;
  /** The challenge that came with the registration. */
  readonly firstChallenge: string;
  /** What it shows for a challenge. */
  shows(challenge: string): Promise<string>;
}

/** The registration in the address of a code. */
export const registrationIn = (address: string) => {
  const scanned = readScanned(address, new URL(address).host);
  invariant(scanned.kind === "registration", "the code is a registration");
  return scanned.registration;
};

/** Scans a registration code and registers, as the app does. */
export const registerPhone = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  address: string,
): Promise<TestPhone> => {
  const registration = registrationIn(address);
  const device = await newDeviceKey();
  const claim = { institution, offerId: registration.offerId, deviceKey: device.publicKey, origin: ORIGIN };
  const { serial, challenge } = acceptedValue(await claimToken(context, claim));
  const key = await agreeOnKey(registration, device);
  return { serial, firstChallenge: challenge, shows: (text) => tokenNumber(key, text) };
};

/** A phone in use by a user. */
export const startedPhone = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<TestPhone> => {
  const approver = { institution, user, origin: ORIGIN };
  const procedure = `test/${user.reference.contractId}/${user.reference.userId}`;
  const { address } = acceptedValue(await offerToken(context, approver, procedure));
  const phone = await registerPhone(context, institution, address);
  const number = await phone.shows(phone.firstChallenge);
  acceptedValue(await startTransactionToken(context, approver, { procedure, number }));
  return phone;
};

/** A number that is not this one. */
export const otherNumber = (number: string): string =>
  String((Number(number) + 1) % 10 ** 8).padStart(8, "0");

/** Contracts transaction authentication for the contract of a user. */
export const contractTransactionAuthentication = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<void> => {
  const change = {
    at: context.clock.now(),
    actor: { kind: "staff", name: "test" } as const,
    origin: ORIGIN,
  };
  const { contractId } = user.reference;
  const factor = "transactionAuthentication";
  acceptedValue(
    await context.database.inInstitution(institution.code, (tx) =>
      contractFactor(tx, institution, { contractId, factor }, change),
    ),
  );
};
