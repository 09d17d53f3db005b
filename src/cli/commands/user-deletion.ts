import type { Command } from "commander";
import { boardOfContract } from "#domain/user-administration/board.ts";
import { deleteUserAsStaff } from "#domain/user-administration/deletion.ts";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import type { Cli } from "../cli.ts";
import { orRefuse } from "../exit.ts";
import {
  dangerousCommand,
  demandConfirmation,
  institutionNamed,
  localOrigin,
  nameOfUser,
  staffOf,
  userNamed,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne, type Row } from "../table.ts";

/** Who would be deleted, with the certificate that would end. */
const describe = async (context: DomainContext, institution: InstitutionPolicy, user: User): Promise<Row> => {
  const { contractId, userId } = user.reference;
  const board = await boardOfContract(context, institution, contractId);
  const entry = board.find(({ user: { reference } }) => reference.userId === userId);
  const isOpen = entry?.certificateDaysLeft !== undefined || entry?.right.kind === "notNeeded";
  return {
    user: nameOfUser(user),
    role: user.role,
    userName: user.userName,
    mailAddress: user.mailAddress,
    state: user.state,
    certificateToEnd: isOpen ? entry.certificate?.serial : null,
  };
};

/** `tegata user delete` */
export const deleteCommand = (cli: Cli): Command =>
  dangerousCommand(
    "delete",
    "deletes a user with certificate, tokens, secrets and sessions, for good; the ID is never used again",
  )
    .argument("<user>", "<contract>/<user>, or the login ID")
    .action((name: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const user = await userNamed(context, institution, name);
        const actor = staffOf(cli, options);
        const id = nameOfUser(user);
        const wouldDo =
          "delete the user, revoke the certificate, remove tokens and secrets, end open sessions";
        const facts = await describe(context, institution, user);
        demandConfirmation(cli, options, { institution, id, wouldDo, facts });
        const change = { at: context.clock.now(), actor, origin: localOrigin(context.random) };
        const { contractId, userId } = user.reference;
        const shown = { contractId, userId, revision: user.revision };
        const deleted = await context.database.inInstitution(institution.code, (tx) =>
          deleteUserAsStaff(tx, institution, shown, change),
        );
        const listing = { json: options.json ?? false, timeZone: institution.timeZone };
        printOne(cli, listing, { user: nameOfUser(orRefuse(deleted)), deletedAt: change.at });
      }),
    );
