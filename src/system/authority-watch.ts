import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { authorityVersion, reloadAuthority } from "#domain/certificate-authority/load.ts";
import type { DomainContext } from "#domain/context.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import type { Log } from "#platform/log/log.ts";
import { publicAuthorities, type PublicAuthority } from "./authorities.ts";

/** How often the record's version is asked for. */
const EVERY_MILLISECONDS = 1_000;
/** After a refusal: opening keys costs a tenth of a second each. */
const AFTER_REFUSAL_MILLISECONDS = 10_000;

/** What this process knows of the authorities, kept up with the record while it runs. */
export interface AuthorityWatch {
  /** The certificates that clients are told of. */
  readonly present: readonly PublicAuthority[];
  /** Is called with them whenever they change. */
  follow(listener: (authorities: readonly PublicAuthority[]) => void | Promise<void>): void;
  /** Looks now; gives whether this process has taken over everything on record. */
  look(): Promise<boolean>;
  /** Begins to look by itself. */
  start(): void;
  /** Lets a look that is under way finish. */
  stop(): Promise<void>;
}

interface WatchOptions {
  readonly context: DomainContext;
  readonly keyStore: KeyStore;
  /** Undefined where only roles without keys run. */
  readonly authority: CertificateAuthority | undefined;
  readonly log: Log;
}

/** Loads the keys anew where the record changed. */
const keysAreCurrent = async ({ context, keyStore, authority, log }: WatchOptions): Promise<boolean> => {
  if (authority === undefined) return true;
  const reloaded = await reloadAuthority(context, keyStore, authority);
  if (!reloaded.ok) {
    const { code, detail } = reloaded.refusal;
    log.error({ code, detail }, "the authorities on record changed, and cannot be used here as they are now");
    return false;
  }
  if (!reloaded.value) return true;
  const issuers = authority.issuers.map(({ issuerId, state }) => `${issuerId} ${state}`);
  log.info({ issuers }, "the authorities changed");
  return true;
};

/** Watches the authorities on record: generations that are published, activated or retired by another process. */
export const watchAuthorities = async (options: WatchOptions): Promise<AuthorityWatch> => {
  const { context, log } = options;
  const listeners: ((authorities: readonly PublicAuthority[]) => void | Promise<void>)[] = [];
  let version = await authorityVersion(context);
  let present = await publicAuthorities(context);
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<boolean> = Promise.resolve(true);
  let isStopped = false;

  const look = async (): Promise<boolean> => {
    const seen = await authorityVersion(context);
    // First: what clients are told of should be answered for.
    const isCurrent = await keysAreCurrent(options);
    if (seen !== version) {
      present = await publicAuthorities(context);
      for (const listener of listeners) await listener(present);
      version = seen;
    }
    return isCurrent;
  };
  const lookInTurn = (): Promise<boolean> => {
    underWay = underWay.then(look, look);
    return underWay;
  };
  const later = (milliseconds: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      lookInTurn().then(
        (isCurrent) => later(isCurrent ? EVERY_MILLISECONDS : AFTER_REFUSAL_MILLISECONDS),
        (error: unknown) => {
          log.warn({ err: error }, "the authorities on record could not be looked at");
          later(AFTER_REFUSAL_MILLISECONDS);
        },
      );
    }, milliseconds);
    timer.unref();
  };
  return {
    get present() {
      return present;
    },
    follow: (listener) => {
      listeners.push(listener);
    },
    look: lookInTurn,
    start: () => later(EVERY_MILLISECONDS),
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await underWay.catch(() => undefined);
    },
  };
};
