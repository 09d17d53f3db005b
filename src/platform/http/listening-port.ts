import type { Server } from "node:net";
import { invariant } from "#shared/invariant.ts";

/** The port of a server that listens on TCP. */
export const listeningPort = (server: Server): number => {
  const address = server.address();
  invariant(address !== null && typeof address === "object", "the server listens on TCP");
  return address.port;
};
