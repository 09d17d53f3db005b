import { SignerUnavailableError } from "#pki/signer.ts";
import { CKF } from "./constants.ts";
import { CryptokiError } from "./cryptoki-error.ts";
import { readUlong, ulong, type Cryptoki, type Handle } from "./cryptoki.ts";
import type { SharedLibrary } from "./library.ts";
import type { FoundKey } from "./find-key.ts";
import type { Login } from "./login.ts";
import { isLoss, TokenRefusedError } from "./refused.ts";
import { findToken, type Token, type TokenSelector } from "./token.ts";

/** A token that was opened: logged in, with sessions. After a loss there is a new one of these. */
export interface OpenToken {
  readonly cryptoki: Cryptoki;
  readonly token: Token;
  /** What was found on it, for as long as its handles are good. */
  readonly found: Map<string, Promise<FoundKey>>;
}

interface Opened extends OpenToken {
  readonly idle: Handle[];
  inUse: number;
  readonly whenQuiet: (() => void)[];
}

/** What a piece of work is given: an open token, and a session that is its own while it runs. */
export type Work<Value> = (token: OpenToken, session: Handle) => Promise<Value>;

/** Sessions of one token, shared by everything in this process that signs with it. */
export interface SessionPool {
  /**
   * Runs `work` with a session. Where the token is lost meanwhile, it is opened anew and `work` is run once more: it
   * must be such that doing it twice does no harm.
   */
  run<Value>(work: Work<Value>): Promise<Value>;
  /** Runs `work` once, with a session of its own that may write. */
  runWriting<Value>(work: Work<Value>): Promise<Value>;
  /** Closes the sessions once all work is over. The pool opens them again when it is asked again. */
  close(): Promise<void>;
}

export interface SessionPoolOptions {
  /** Gives the library; may throw `TokenRefusedError` MODULE_UNUSABLE. */
  readonly library: () => SharedLibrary;
  readonly token: TokenSelector;
  readonly login: Login;
  /** Most sessions at a time: so many signatures are under way at once. */
  readonly sessions: number;
}

/** So many pieces of work may wait for a session: more are refused, rather than hoarded until memory ends. */
export const MOST_WAITING = 10_000;

const openSession = async (cryptoki: Cryptoki, token: Token, more = 0): Promise<Handle> => {
  const session = ulong();
  await cryptoki.call("C_OpenSession", token.slot, CKF.SERIAL_SESSION | more, null, null, session);
  return readUlong(session);
};

/** A session that cannot be closed is one that is gone. */
const closeQuietly = async (cryptoki: Cryptoki, session: Handle): Promise<void> => {
  try {
    await cryptoki.call("C_CloseSession", session);
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error;
  }
};

const quiet = (opened: Opened): Promise<void> =>
  opened.inUse === 0 ? Promise.resolve() : new Promise((resolve) => opened.whenQuiet.push(resolve));

const closeOpened = async (opened: Opened): Promise<void> => {
  await quiet(opened);
  for (const session of opened.idle.splice(0)) await closeQuietly(opened.cryptoki, session);
};

/** At most `most` pieces of work at a time, the others in the order in which they came. */
const turnstile = (most: number) => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    enter: (): Promise<void> => {
      if (inside < most) {
        inside += 1;
        return Promise.resolve();
      }
      if (waiting.length >= MOST_WAITING) {
        throw new SignerUnavailableError(`${MOST_WAITING} signatures wait for the token already`);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    leave: (): void => {
      const next = waiting.shift();
      if (next === undefined) inside -= 1;
      else next();
    },
  };
};

export const sessionPool = (options: SessionPoolOptions): SessionPool => {
  const me = {};
  const gate = turnstile(options.sessions);
  let current: Promise<Opened> | undefined;

  const openOnce = async (library: SharedLibrary): Promise<Opened> => {
    await library.begin();
    const { cryptoki } = library;
    const token = await findToken(cryptoki, options.token);
    const session = await openSession(cryptoki, token);
    try {
      await options.login.logIn(cryptoki, session, token);
    } catch (error) {
      await closeQuietly(cryptoki, session);
      throw error;
    }
    return { cryptoki, token, found: new Map(), idle: [session], inUse: 0, whenQuiet: [] };
  };

  /** Lost again after it had been opened anew: the library itself may be what is confused. */
  let lostTwice: Opened | undefined;

  /** Some libraries see a token that came back only when they are begun anew; that is for nobody else to suffer from. */
  const openAfterLoss = async (library: SharedLibrary): Promise<Opened> => {
    const isAlone = library.users.size <= 1;
    try {
      if (lostTwice !== undefined && isAlone) await library.restart();
      return await openOnce(library);
    } catch (error) {
      const isGone =
        isLoss(error) || (error instanceof TokenRefusedError && error.refusal.code === "TOKEN_MISSING");
      if (!isGone || !isAlone) throw error;
      await library.restart();
      return openOnce(library);
    }
  };

  let wasOpen = false;
  const open = async (lost: Opened | undefined): Promise<Opened> => {
    const gone = lost ?? lostTwice;
    if (gone !== undefined) await closeOpened(gone);
    const library = options.library();
    library.users.add(me);
    const token = wasOpen ? await openAfterLoss(library) : await openOnce(library);
    wasOpen = true;
    lostTwice = undefined;
    return token;
  };

  /** The open token; opened anew, by one for all, where it is not open or is the one that was lost. */
  const opened = (lost?: Opened): Promise<Opened> => {
    if (current !== undefined && lost === undefined) return current;
    const opening = open(lost);
    current = opening;
    opening.catch(() => {
      if (current === opening) current = undefined;
    });
    return opening;
  };

  /** What is open after a loss: another who lost the same may have opened it anew already. */
  const openedAfter = async (lost: Opened, opening: Promise<Opened>): Promise<Opened> =>
    current === opening ? opened(lost) : opened();

  const withSession = async <Value>(token: Opened, work: Work<Value>): Promise<Value> => {
    token.inUse += 1;
    try {
      const session = token.idle.pop() ?? (await openSession(token.cryptoki, token.token));
      try {
        const value = await work(token, session);
        token.idle.push(session);
        return value;
      } catch (error) {
        // Something may be under way in it still: nobody else gets it.
        await closeQuietly(token.cryptoki, session);
        throw error;
      }
    } finally {
      token.inUse -= 1;
      if (token.inUse === 0) for (const resolve of token.whenQuiet.splice(0)) resolve();
    }
  };

  const onceMore = async <Value>(token: Opened, work: Work<Value>): Promise<Value> => {
    try {
      return await withSession(token, work);
    } catch (error) {
      if (isLoss(error) && (await current?.catch(() => undefined)) === token) {
        lostTwice = token;
        current = undefined;
      }
      throw error;
    }
  };

  const run = async <Value>(work: Work<Value>): Promise<Value> => {
    await gate.enter();
    try {
      const opening = opened();
      const token = await opening;
      try {
        return await withSession(token, work);
      } catch (error) {
        if (!isLoss(error)) throw error;
        return await onceMore(await openedAfter(token, opening), work);
      }
    } finally {
      gate.leave();
    }
  };

  return {
    run,
    runWriting: async (work) => {
      await gate.enter();
      try {
        return await withSession(await opened(), async (token) => {
          const session = await openSession(token.cryptoki, token.token, CKF.RW_SESSION);
          try {
            return await work(token, session);
          } finally {
            await closeQuietly(token.cryptoki, session);
          }
        });
      } finally {
        gate.leave();
      }
    },
    close: async () => {
      const opening = current;
      current = undefined;
      if (opening === undefined) return;
      const token = await opening.catch(() => undefined);
      if (token !== undefined) await closeOpened(token);
      options.library().users.delete(me);
    },
  };
};
