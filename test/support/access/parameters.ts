import { invariant } from "#shared/invariant.ts";

/** What the parts of an address can stand for: the things of one contract. */
export interface Things {
  /** A user of the contract. */
  readonly userId: string;
  /** A certificate of that user. */
  readonly serial: string;
  /** A proposal that waits for another administrator. */
  readonly proposalId: string;
}

/** What each `:name` of the portal's addresses stands for. A new name takes a line here. */
const meanings: Readonly<Record<string, (things: Things) => string>> = {
  user: ({ userId }) => userId,
  serial: ({ serial }) => serial,
  proposal: ({ proposalId }) => proposalId,
  code: () => "CREDENTIAL_REFUSED",
  which: () => "login",
  screen: () => "BLGI001",
};

/** Names that stand for somebody's thing: another's must look like one that does not exist. */
const ids: ReadonlySet<string> = new Set(["user", "serial", "proposal"]);

const NAME = /:(\w+)/g;

/** Whether an address names somebody's thing. */
export const namesThing = (path: string): boolean =>
  [...path.matchAll(NAME)].some(([, name = ""]) => ids.has(name));

/** An address with its parts filled in. */
export const addressOf = (path: string, things: Things): string =>
  path.replaceAll(NAME, (_, name: string) => {
    const meaning = meanings[name];
    invariant(meaning !== undefined, `test/support/access/parameters.ts says what :${name} stands for`);
    return encodeURIComponent(meaning(things));
  });
