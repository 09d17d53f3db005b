import type { DomainContext } from "../context.ts";
import { deleteSeenChanges } from "./node.store.ts";

/** Removes the notes of changes that every node has seen. For the worker; any number of nodes may run it at once. */
export const tidyOcsp = async (
  context: Pick<DomainContext, "database">,
): Promise<{ readonly changes: number }> => ({
  changes: await deleteSeenChanges(context.database),
});
