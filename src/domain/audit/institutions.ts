import type { DomainContext } from "../context.ts";
import { selectHeads, type ChainHead } from "./link.store.ts";

export type { ChainHead } from "./link.store.ts";

/** How far the chains of all records are; the installation's own among them once something was written there. */
export const auditHeads = (context: Pick<DomainContext, "database">): Promise<readonly ChainHead[]> =>
  selectHeads(context.database);
