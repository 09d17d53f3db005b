import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import { toDate } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import type { PortalBrowser, PortalWorld } from "../portal.ts";
import type { Things } from "./parameters.ts";

/** Who asks: a role, or nobody, who is not logged in. */
export type Party = UserRole | "nobody";

export const partiesOf = (institution: InstitutionPolicy): readonly Party[] => [
  "nobody",
  ...familyOf(institution).roles,
];

/** A contract with somebody in every role, and one user more whom things are done to. */
export interface Staffed {
  readonly institution: InstitutionPolicy;
  readonly contractId: string;
  readonly users: ReadonlyMap<UserRole, User>;
  readonly other: User;
  /** What the parts of addresses stand for when somebody in this role asks. */
  thingsFor(party: Party): Things;
  /** A browser in which this party is logged in, or nobody. */
  browser(party: Party): Promise<PortalBrowser>;
}

/** A proposal that the contract's other user waits for, made by the head. */
const newProposal = async (world: PortalWorld, head: User, other: User): Promise<string> => {
  const proposalId = systemRandom.bytes(16).toString("hex");
  const { institutionCode, contractId, userId } = head.reference;
  const now = world.context.clock.now();
  await world.context.database.asOwner(
    `insert into approval_proposal (institution_code, proposal_id, contract_id, act, subject_id, payload, description,
       proposer_id, proposed_at, expires_at) values ($1, $2, $3, 'stopUser', $4, $5, '{"lines":[]}', $6, $7, $8)`,
    [
      institutionCode,
      proposalId,
      contractId,
      other.reference.userId,
      JSON.stringify({ userId: other.reference.userId }),
      userId,
      toDate(now),
      toDate(now.add({ hours: 24 })),
    ],
  );
  return proposalId;
};

/** Makes a contract of an institution, everybody with a certificate. */
export const staffedContract = async (world: PortalWorld, institutionId: string): Promise<Staffed> => {
  const institution = world.institution(institutionId);
  const users = new Map<UserRole, User>();
  let contractId: string | undefined;
  for (const role of familyOf(institution).roles) {
    const user = await world.newUser(institutionId, {
      role,
      ...(contractId !== undefined && { contractId }),
    });
    contractId ??= user.reference.contractId;
    users.set(role, user);
  }
  const inContract = contractId ?? "";
  const other = await world.newUser(institutionId, { role: "user", contractId: inContract });
  const certificateOf = async (user: User) => [user, await world.newCertificate(user.reference)] as const;
  const certificates = new Map(await Promise.all([...users.values(), other].map(certificateOf)));
  const [head = other] = users.values();
  const proposalId = await newProposal(world, head, other);
  const serialOf = (user: User): string => certificates.get(user)?.serial ?? "";
  return {
    institution,
    contractId: inContract,
    users,
    other,
    thingsFor: (party) => {
      const user = party === "nobody" ? undefined : users.get(party);
      return { userId: other.reference.userId, serial: serialOf(user ?? other), proposalId };
    },
    browser: async (party) => {
      const user = party === "nobody" ? undefined : users.get(party);
      const certificate = user && certificates.get(user);
      if (user !== undefined && certificate !== undefined)
        return world.loggedIn(institutionId, user, certificate);
      const visitor = world.browser(institutionId);
      await visitor.get("/login");
      return visitor;
    },
  };
};
