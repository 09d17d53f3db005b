import { storedAct, type StoredAct } from "./act.ts";
import { changeUserAct } from "./acts/change-user.ts";
import { deleteUserAct } from "./acts/delete-user.ts";
import { issueCertificateAct } from "./acts/issue-certificate.ts";
import { registerUserAct } from "./acts/register-user.ts";
import { resetSecretsAct } from "./acts/reset-secrets.ts";
import { resumeUserAct } from "./acts/resume-user.ts";
import { revokeCertificateAct } from "./acts/revoke-certificate.ts";
import { initialiseTokenAct } from "./acts/initialise-token.ts";
import { revokeTokenAct } from "./acts/revoke-token.ts";
import { stopUserAct } from "./acts/stop-user.ts";
import { unlockUserAct } from "./acts/unlock-user.ts";

/** Every act that policy may put under approval. A new one is a file, a line here, and its name in the policy. */
const acts: readonly StoredAct[] = [
  storedAct(registerUserAct),
  storedAct(changeUserAct),
  storedAct(resetSecretsAct),
  storedAct(deleteUserAct),
  storedAct(stopUserAct),
  storedAct(resumeUserAct),
  storedAct(unlockUserAct),
  storedAct(revokeCertificateAct),
  storedAct(issueCertificateAct),
  storedAct(revokeTokenAct),
  storedAct(initialiseTokenAct),
];

/** The act of this name; undefined: there is none any more. */
export const actNamed = (name: string): StoredAct | undefined => acts.find((act) => act.name === name);
