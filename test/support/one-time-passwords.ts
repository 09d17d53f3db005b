import type { DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { contractFactor } from "#domain/second-factor/contract-factors.ts";
import { totp, type TotpParameters } from "#domain/second-factor/oath/totp.ts";
import { assignToken, importTokens } from "#domain/second-factor/one-time-password/import.ts";
import type { User } from "#domain/user/users.ts";
import { secretBox, type SecretBox } from "#platform/key-store/secret-box.ts";
import { systemRandom } from "#shared/random.ts";
import { acceptedValue } from "./population.ts";

const ORIGIN: Origin = { address: "192.0.2.1", supportId: "TEST0-00000" };
const staff = { kind: "staff", name: "test" } as const;

/** A data key that tests may know. */
export const testSecretBox = (): SecretBox => secretBox(Buffer.alloc(32, 0x42), systemRandom);

/** A hardware token as it lies on a test's table: it shows values by a clock that may be wrong. */
export interface TestToken {
  readonly serial: string;
  readonly seed: Buffer;
  readonly parameters: TotpParameters;
  /** What it shows `aheadSeconds` after the instant. */
  shows(at: Temporal.Instant, aheadSeconds?: number): string;
}

let tokens = 0;

/** A new hardware token of six digits a minute, unless told. Known to nobody yet. */
export const newToken = (parameters: Partial<TotpParameters> = {}): TestToken => {
  tokens += 1;
  const seed = systemRandom.bytes(20);
  const whole: TotpParameters = { algorithm: "SHA-1", digits: 6, periodSeconds: 60, ...parameters };
  return {
    serial: `T-${String(tokens).padStart(6, "0")}`,
    seed,
    parameters: whole,
    shows: (at, aheadSeconds = 0) => totp(seed, at.add({ seconds: aheadSeconds }), whole),
  };
};

/** What a software token's key shows in the user's app. */
export const appShows = (key: string, at: Temporal.Instant): string => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(key.replaceAll(" ", ""), (character) =>
    alphabet.indexOf(character).toString(2).padStart(5, "0"),
  ).join("");
  const seed = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return totp(seed, at, { algorithm: "SHA-1", digits: 6, periodSeconds: 30 });
};

/** A value of as many digits that the token shows at no time near the instant. */
export const wrongValue = (token: TestToken, at: Temporal.Instant): string => {
  const near = new Set(Array.from({ length: 61 }, (_, index) => token.shows(at, (index - 30) * 60)));
  for (let number = 0; ; number += 1) {
    const value = String(number).padStart(token.parameters.digits, "0");
    if (!near.has(value)) return value;
  }
};

/** Imports tokens and gives them to a user, or to the user's whole contract. */
export const handOut = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
  handed: readonly TestToken[],
  to: "user" | "contract" = "user",
): Promise<void> => {
  const act = { institution, actor: staff, origin: ORIGIN };
  acceptedValue(await importTokens(context, act, handed));
  const { contractId, userId } = user.reference;
  for (const { serial } of handed)
    acceptedValue(
      await assignToken(context, act, serial, to === "user" ? { contractId, userId } : { contractId }),
    );
};

/** Contracts one-time passwords for the contract of a user. */
export const contractOneTimePasswords = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<void> => {
  const { contractId } = user.reference;
  const change = { at: context.clock.now(), actor: staff, origin: ORIGIN };
  acceptedValue(
    await context.database.inInstitution(institution.code, (tx) =>
      contractFactor(tx, institution, { contractId, factor: "oneTimePassword" }, change),
    ),
  );
};
