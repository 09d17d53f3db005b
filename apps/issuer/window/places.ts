import type { Bilingual } from "../core/key-store.ts";
import type { Memory } from "../core/memory.ts";

/** An institution at its server: where certificates can be obtained. */
export interface Place {
  readonly server: URL;
  /** Short name, e.g. `hisui`. */
  readonly institution: string;
  /** As people call it; undefined until the server has told. */
  readonly name: Bilingual | undefined;
  /** PEM file with the only authorities to trust; undefined: the system's. */
  readonly serverCaFile: string | undefined;
}

/** What a start of the program was told. */
export interface Told {
  readonly server: URL;
  readonly institution: string | undefined;
  readonly serverCaFile: string | undefined;
}

const isSame = (one: Pick<Place, "server" | "institution">, other: Pick<Place, "server" | "institution">) =>
  one.institution === other.institution && one.server.origin === other.server.origin;

/** The institutions to choose from: the one this start was told, then those that this OS user has been at. */
export const placesOf = (memory: Memory, told: Told): readonly Place[] => {
  const { server, institution, serverCaFile } = told;
  const remembered = memory.institutions().map((known) => ({
    server: new URL(known.server),
    institution: known.id,
    name: known.name,
    serverCaFile,
  }));
  if (institution === undefined) return remembered;
  const named = { server, institution, name: undefined, serverCaFile };
  const known = remembered.find((place) => isSame(place, named));
  return [known ?? named, ...remembered.filter((place) => place !== known)];
};

/** What a place is called in a form: its server and its short name. */
export const placeKey = ({ server, institution }: Pick<Place, "server" | "institution">): string =>
  `${server.origin} ${institution}`;
