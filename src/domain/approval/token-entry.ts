import { z } from "zod";
import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
import type { TokenAct } from "#domain/second-factor/one-time-password/manage.ts";
import type { Token } from "#domain/second-factor/one-time-password/token.ts";
import type { ActOfAdministrator, ByAdministrator } from "#domain/user-administration/administrator.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { Result } from "#shared/result.ts";
import type { Act, DescriptionLine } from "./act.ts";
import { describeUser, same } from "./describe-user.ts";

/** What the acts on one-time password tokens have in common. */

/** Which token. `userId` null: the contract's, and nobody's yet. */
export interface TokenEntry {
  readonly serial: string;
  readonly userId: string | null;
}

export const tokenPayload: Act<TokenEntry, Token>["payload"] = z.object({
  serial: z.string(),
  userId: z.string().nullable(),
});

const SERIAL: Bilingual = { ja: "トークンのシリアル番号", en: "Serial number of the token" };

export const subjectOfToken = ({ userId, serial }: TokenEntry): string => userId ?? `token ${serial}`;

export const describeToken = async (
  tx: InstitutionTransaction,
  by: ByAdministrator,
  { serial, userId }: TokenEntry,
): Promise<readonly DescriptionLine[]> => [
  ...(userId === null ? [] : await describeUser(tx, by, userId)),
  [SERIAL, same(serial)],
];

/** The rights are looked at inside: what the administrator may not see is unknown to them. */
export const actOnToken =
  (
    run: (
      tx: InstitutionTransaction,
      act: TokenAct,
      when: () => Temporal.Instant,
    ) => Promise<Result<Token, Refusal>>,
  ) =>
  (
    tx: InstitutionTransaction,
    { institution, administrator, at, origin }: ActOfAdministrator,
    { serial }: TokenEntry,
  ): Promise<Result<Token, Refusal>> => {
    const actor = { kind: "user", user: administrator.reference } as const;
    return run(tx, { institution, serial, actor, origin }, () => at);
  };
