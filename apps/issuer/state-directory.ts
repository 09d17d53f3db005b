import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Where this OS user's memory, log and window state are: `$XDG_STATE_HOME/tegata-issuer`, else `~/.local/state/…`. */
export const stateDirectory = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string => {
  const given = environment["XDG_STATE_HOME"];
  const base = given !== undefined && isAbsolute(given) ? given : join(homedir(), ".local", "state");
  return join(base, "tegata-issuer");
};
