import type { User } from "#domain/user/users.ts";
import { issuerCommand } from "#screens/components/issuer-command.ts";
import type { IssuerTask } from "#screens/components/issuer-command.ts";
import type { Visit } from "./visit.ts";

const personOf = ({ loginId, reference }: User): IssuerTask["person"] =>
  loginId === null
    ? [
        ["--contract-id", reference.contractId],
        ["--user-id", reference.userId],
      ]
    : [["--login-id", loginId]];

/** The command that this visitor types to get or renew a certificate here. A renewal needs no name: the key tells. */
export const commandFor = (visit: Visit, purpose: "issue" | "renew"): string => {
  const { session, institution, services } = visit;
  return issuerCommand({
    purpose,
    institutionId: institution.id,
    enrollment: services.addresses.enrollment,
    serverCaFile: services.addresses.serverCaFile,
    person: session === undefined || purpose === "renew" ? [] : personOf(session.user),
  });
};
