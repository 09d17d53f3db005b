import { createHash, timingSafeEqual } from "node:crypto";
import type { RandomSource } from "#shared/random.ts";

/**
 * Who may drive the window. The page is served on 127.0.0.1, where every program of this machine, of every OS user, and
 * every web page can send requests to. Only the browser that was given the launch token may go on:
 *
 * - the token stands in a file that only this OS user can read, works once, and is exchanged for a cookie;
 * - the cookie belongs to a path that nobody can guess, so that no other server of this machine is ever sent it, and is
 *   SameSite=Strict and HttpOnly;
 * - the Host is the very address (no name that was rebound to it), and what changes something comes from our own pages.
 */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
}

export type Admission =
  /** Goes on, at this path below {@link Guard.base}. */
  | { readonly kind: "admitted"; readonly path: string }
  /** The token was right, for the first time: set this cookie and go to the first page. */
  | { readonly kind: "launch"; readonly cookie: string }
  /** Another start of the program hands over what it was asked to do. */
  | { readonly kind: "handover" }
  | { readonly kind: "refused"; readonly reason: string };

const COOKIE = "tegata-issuer";
export const HANDOVER_PATH = "/handover";

const refuse = (reason: string): Admission => ({ kind: "refused", reason });

/** In the same time wherever they differ. */
const isSame = (given: string, wanted: string): boolean => {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
};

const cookieOf = (header: string | undefined): string | undefined =>
  header
    ?.split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);

/** The rules above, for one run of the program. */
export class Guard {
  /** Where all pages are: `/` and 128 random bits, and `/`. */
  readonly base: string;
  /** What another start of the program proves itself with; in a file of this OS user. */
  readonly handoverSecret: string;
  readonly #session: string;
  #launchToken: string | undefined;
  readonly #random: RandomSource;

  constructor(random: RandomSource) {
    const secret = (): string => random.bytes(24).toString("base64url");
    this.#random = random;
    this.base = `/${secret()}/`;
    this.handoverSecret = secret();
    this.#session = secret();
  }

  /** A path that opens the window once; the one before is void. */
  launchPath(): string {
    this.#launchToken = this.#random.bytes(24).toString("base64url");
    return `/launch?token=${this.#launchToken}`;
  }

  /** Judges a request that came to `port`. */
  admit(asked: Asked, port: number): Admission {
    const origin = `http://127.0.0.1:${port}`;
    if (asked.host !== `127.0.0.1:${port}`) return refuse("Host");
    const { pathname, searchParams } = new URL(asked.target, origin);
    if (pathname === HANDOVER_PATH) return this.#admitHandover(asked);
    if (asked.method !== "GET" && asked.method !== "POST") return refuse("method");
    if (pathname === "/launch") return this.#admitLaunch(asked, searchParams.get("token") ?? "");
    if (!isSame(pathname.slice(0, this.base.length), this.base)) return refuse("path");
    if (!isSame(cookieOf(asked.cookie) ?? "", this.#session)) return refuse("cookie");
    if (asked.method === "POST" && asked.origin !== origin) return refuse("Origin");
    // `none`: the person loads the page again.
    if (!["same-origin", "none", undefined].includes(asked.fetchSite)) return refuse("Sec-Fetch-Site");
    return { kind: "admitted", path: pathname.slice(this.base.length) };
  }

  /** From a file, a fresh window, or a second start; never a second time. */
  #admitLaunch({ method }: Asked, token: string): Admission {
    const wanted = this.#launchToken;
    if (method !== "GET" || wanted === undefined || !isSame(token, wanted)) return refuse("token");
    this.#launchToken = undefined;
    const cookie = `${COOKIE}=${this.#session}; Path=${this.base}; HttpOnly; SameSite=Strict`;
    return { kind: "launch", cookie };
  }

  /** A program, not a page: browsers always tell where a request comes from. */
  #admitHandover({ method, origin, fetchSite, authorization = "" }: Asked): Admission {
    if (method !== "POST" || origin !== undefined || fetchSite !== undefined) return refuse("handover");
    return isSame(authorization, `Bearer ${this.handoverSecret}`)
      ? { kind: "handover" }
      : refuse("handover secret");
  }
}
