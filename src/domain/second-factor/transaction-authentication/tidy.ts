import type { DomainContext } from "#domain/context.ts";
import { deleteChallenges } from "./challenge.store.ts";
import { revokeStaleOffers } from "./token.store.ts";

/** How long a challenge that ended is remembered, so that its number is refused as used or expired. */
const KEEP = { hours: 24 } as const;
/** A device that registered may still show its first number for a while after the offer ended. */
const OFFERS_KEEP = { hours: 2 } as const;

/** Forgets challenges that ended, and ends offers that nobody finished. */
export const tidyTransactions = async ({
  database,
  clock,
  institutions,
}: DomainContext): Promise<{ readonly challenges: number; readonly offers: number }> => {
  let [challenges, offers] = [0, 0];
  const now = clock.now();
  for (const { code } of institutions.all)
    await database.inInstitution(code, async (tx) => {
      challenges += await deleteChallenges(tx, now.subtract(KEEP));
      offers += await revokeStaleOffers(tx, now.subtract(OFFERS_KEEP));
    });
  return { challenges, offers };
};
