import type { Clock } from "#shared/clock.ts";
import type { RandomSource } from "#shared/random.ts";
import type { KeyStore } from "./key-store.ts";
import type { Memory } from "./memory.ts";
import type { Person } from "./person.ts";

/** What the work of this application needs, whatever shows it. */
export interface IssuerContext {
  readonly keyStore: KeyStore;
  readonly memory: Memory;
  readonly person: Person;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** How this PC and OS user are called in the list of certificates and at the institution. */
export interface Device {
  readonly deviceName: string;
  readonly osUser: string;
}
