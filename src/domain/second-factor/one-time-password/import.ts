import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import { findContractIn } from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUserIn } from "#domain/user/users.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { SecondFactorCode } from "../refusals.ts";
import type { ImportedToken } from "./read-csv.ts";
import { sealSeed } from "./seed.ts";
import { insertToken, lockTokenOfUser, selectTokenForUpdate, updateToken } from "./token.store.ts";

interface Staff {
  readonly institution: InstitutionPolicy;
  readonly actor: Actor;
  readonly origin: Origin;
}

class SerialTaken extends Error {
  readonly serial: string;

  constructor(serial: string) {
    super(`token ${serial} is there`);
    this.serial = serial;
  }
}

/**
 * Puts hardware tokens into the institution's stock: all of them or none. Gives how many. Refused:
 * OTP_IMPORT_SERIAL_TAKEN with the first serial that is there already.
 */
export const importTokens = async (
  context: DomainContext,
  { institution, actor, origin }: Staff,
  tokens: readonly ImportedToken[],
): Promise<Result<number, Refusal<SecondFactorCode>>> => {
  const at = context.clock.now();
  try {
    await context.database.inInstitution(institution.code, async (tx) => {
      for (const { serial, seed, parameters } of tokens) {
        const seedSealed = sealSeed(context, { institutionCode: institution.code, serial }, seed);
        const stock = { state: "stock", contractId: null, userId: null, issuedFor: null } as const;
        const token = { ...stock, serial, kind: "hardware", parameters, seedSealed, createdAt: at } as const;
        if (!(await insertToken(tx, token))) throw new SerialTaken(serial);
      }
      await recordAudit(tx, {
        at,
        event: "secondFactor.tokensImported",
        actor,
        origin,
        facts: { tokenCount: tokens.length },
      });
    });
  } catch (error) {
    if (!(error instanceof SerialTaken)) throw error;
    const { serial } = error;
    return refused({
      code: "OTP_IMPORT_SERIAL_TAKEN",
      detail: `token ${serial} is there`,
      facts: { serial },
    });
  }
  return accepted(tokens.length);
};

/** Whom a token is given to: a user, or a contract whose users share out its tokens among themselves. */
export interface TokenOwner {
  readonly contractId: string;
  readonly userId?: string;
}

type AssignCode =
  | Extract<SecondFactorCode, "OTP_TOKEN_UNKNOWN" | "OTP_TOKEN_STATE" | "OTP_TOKEN_IN_USE">
  | "CONTRACT_UNKNOWN"
  | "USER_UNKNOWN";

/**
 * Gives a token to a contract or a user, who then begins its use. Staff hand it out. One that waits can be given to
 * others. Refused: OTP_TOKEN_UNKNOWN, OTP_TOKEN_STATE (in use, revoked, software), OTP_TOKEN_IN_USE (the user has
 * one), CONTRACT_UNKNOWN, USER_UNKNOWN.
 */
export const assignToken = (
  context: DomainContext,
  { institution, actor, origin }: Staff,
  serial: string,
  { contractId, userId }: TokenOwner,
): Promise<Result<undefined, Refusal<AssignCode>>> =>
  context.database.inInstitution(institution.code, async (tx) => {
    if ((await findContractIn(tx, contractId)) === undefined)
      return refused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
    const user = userId === undefined ? undefined : await findUserIn(tx, { contractId, userId });
    if (userId !== undefined && user === undefined)
      return refused({ code: "USER_UNKNOWN", detail: `no user ${contractId}/${userId}` });
    const token = await selectTokenForUpdate(tx, serial);
    if (token === undefined) return refused({ code: "OTP_TOKEN_UNKNOWN", detail: `no token ${serial}` });
    if (token.kind !== "hardware" || (token.state !== "stock" && token.state !== "assigned"))
      return refused({ code: "OTP_TOKEN_STATE", detail: `${serial} is ${token.state}` });
    const own = user === undefined ? undefined : await lockTokenOfUser(tx, user.reference);
    if (own !== undefined && own.serial !== serial)
      return refused({ code: "OTP_TOKEN_IN_USE", detail: `the user has ${own.serial}` });
    await updateToken(tx, serial, { state: "assigned", owner: { contractId, userId: userId ?? null } });
    await recordAudit(tx, {
      at: context.clock.now(),
      event: "secondFactor.tokenAssigned",
      actor,
      subject: user?.reference,
      origin,
      facts: { tokenId: serial, contractId },
    });
    return accepted(undefined);
  });
