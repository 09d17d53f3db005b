import type { Database } from "#platform/database/database.ts";
import type { CrlKey, CrlOctets } from "./crl.store.ts";

/** All the lists of a million revoked certificates; what was not asked for longest goes first. */
const MOST_OCTETS = 64 * 1024 * 1024;

interface Kept {
  readonly number: number;
  readonly octets: CrlOctets;
  readonly size: number;
}

interface Shelf {
  readonly lists: Map<string, Kept>;
  size: number;
}

const shelves = new WeakMap<Database, Shelf>();

const shelfOf = (database: Database): Shelf => {
  const shelf = shelves.get(database) ?? { lists: new Map<string, Kept>(), size: 0 };
  shelves.set(database, shelf);
  return shelf;
};

const nameOf = (key: CrlKey): string => `${key.institutionCode} ${key.issuerId} ${key.shard}`;

const remove = (shelf: Shelf, name: string): void => {
  const kept = shelf.lists.get(name);
  if (kept === undefined) return;
  shelf.lists.delete(name);
  shelf.size -= kept.size;
};

/** Keeps the octets of a list in this process, so that they are not read again for each who asks. */
export const keepOctets = (database: Database, key: CrlKey, number: number, octets: CrlOctets): void => {
  const shelf = shelfOf(database);
  const name = nameOf(key);
  remove(shelf, name);
  const size = octets.head.length + octets.entries.length + octets.tail.length;
  if (size > MOST_OCTETS) return;
  shelf.lists.set(name, { number, octets, size });
  shelf.size += size;
  for (const oldest of shelf.lists.keys()) {
    if (shelf.size <= MOST_OCTETS) break;
    remove(shelf, oldest);
  }
};

/** The octets of this very list; undefined: they are not kept here. Whether it is the current one the record says. */
export const keptOctets = (database: Database, key: CrlKey, number: number): CrlOctets | undefined => {
  const shelf = shelfOf(database);
  const name = nameOf(key);
  const kept = shelf.lists.get(name);
  if (kept?.number !== number) return undefined;
  shelf.lists.delete(name);
  shelf.lists.set(name, kept);
  return kept.octets;
};
