import type { DomainContext } from "../context.ts";
import { selectListedShards, type ListedShard } from "./crl-shard.store.ts";

export type { ListedShard } from "./crl-shard.store.ts";

/** Every shard of every institution with its list, for staff. */
export const listCrls = async (context: DomainContext): Promise<ListedShard[]> => {
  const listed: ListedShard[] = [];
  for (const { code } of context.institutions.all) {
    listed.push(...(await selectListedShards(context.database, code)));
  }
  return listed;
};
