import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext } from "#domain/context.ts";
import type { ByAdministrator } from "#domain/user-administration/administrator.ts";
import { findUserIn } from "#domain/user/users.ts";
import { mailProposal } from "./mails.ts";
import type { Proposal } from "./proposal.ts";
import { countWaiting, expireProposals, selectProposal, selectProposals } from "./proposal.store.ts";

/** Most proposals that a list shows. */
const MOST_LISTED = 50;

/** The proposals of the administrator's contract, waiting ones and those decided lately, the newest first. */
export const listProposals = (
  { database }: DomainContext,
  { institution, administrator }: ByAdministrator,
): Promise<readonly Proposal[]> =>
  database.inInstitution(institution.code, (tx) =>
    selectProposals(tx, administrator.reference.contractId, MOST_LISTED),
  );

/** A proposal of the administrator's contract; undefined: there is none. */
export const findProposal = (
  { database }: DomainContext,
  { institution, administrator }: ByAdministrator,
  proposalId: string,
): Promise<Proposal | undefined> =>
  database.inInstitution(institution.code, (tx) =>
    selectProposal(tx, administrator.reference.contractId, proposalId),
  );

/** How many wait in the administrator's contract. */
export const waitingProposals = (
  context: DomainContext,
  { institution, administrator }: ByAdministrator,
): Promise<number> =>
  context.database.inInstitution(institution.code, (tx) =>
    countWaiting(tx, administrator.reference.contractId, context.clock.now()),
  );

/** Ends what nobody decided in time, in every institution, and tells whoever proposed it. For the worker, hourly. */
export const tidyProposals = async (context: DomainContext): Promise<{ proposals: number }> => {
  let proposals = 0;
  for (const institution of context.institutions.all)
    proposals += await context.database.inInstitution(institution.code, async (tx) => {
      const at = context.clock.now();
      const expired = await expireProposals(tx, at);
      for (const proposal of expired) {
        const { proposalId, act, proposer } = proposal;
        await recordAudit(tx, {
          at,
          event: "proposal.expired",
          actor: { kind: "system", name: "tidy-proposals" },
          subject: proposer,
          facts: { proposalId, act },
        });
        const user = await findUserIn(tx, proposer);
        if (user !== undefined) await mailProposal(tx, institution, proposal, "expired", [user]);
      }
      return expired.length;
    });
  return { proposals };
};
