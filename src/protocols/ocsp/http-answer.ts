import { createHash } from "node:crypto";
import type { SignedAnswer } from "#domain/ocsp/cache.ts";

/** What stands in the head of the HTTP answer to a GET that others may be given too (RFC 5019 section 6.2). */
export const RESPONSE_TYPE = "application/ocsp-response";

const COMMON_HEAD = "X-Content-Type-Options: nosniff\r\n";

/** `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7). */
export const httpDate = (milliseconds: number): string => new Date(milliseconds).toUTCString();

/** When to ask again after `tryLater`. */
export const RETRY_AFTER_SECONDS = 5;

let datedAt = -1;
let dated = "";

/** As {@link httpDate}, made once a second. */
const dateOfSecond = (now: number): string => {
  const second = Math.floor(now / 1000);
  if (second !== datedAt) {
    datedAt = second;
    dated = httpDate(now);
  }
  return dated;
};

/** The whole HTTP/1.1 answer that is for one question alone, or is none. */
export const unkeptOctets = (body: Buffer, now: number, retryAfterSeconds?: number): Buffer => {
  const retry = retryAfterSeconds === undefined ? "" : `Retry-After: ${retryAfterSeconds}\r\n`;
  const head =
    `HTTP/1.1 200 OK\r\nContent-Type: ${RESPONSE_TYPE}\r\nContent-Length: ${body.length}\r\n` +
    `Cache-Control: no-store\r\n${COMMON_HEAD}${retry}Date: ${dateOfSecond(now)}\r\n\r\n`;
  const octets = Buffer.allocUnsafe(head.length + body.length);
  octets.write(head, 0, "latin1");
  octets.set(body, head.length);
  return octets;
};

/**
 * A signed answer in the form in which a GET gets it. Kept with the answer; its octets are put together anew once a
 * second, for `Date` and `Expires` move on.
 */
export class HttpAnswer {
  readonly body: Buffer;
  readonly etag: string;
  readonly lastModified: string;
  readonly cacheControl: string;
  readonly #cacheMilliseconds: number;
  readonly #fixedHead: string;
  #second = -1;
  #octets: Buffer = Buffer.alloc(0);

  private constructor(answer: SignedAnswer, cacheSeconds: number) {
    this.body = answer.response;
    this.etag = `"${createHash("sha256").update(answer.response).digest("base64url").slice(0, 27)}"`;
    this.lastModified = httpDate(answer.thisUpdate.epochMilliseconds);
    // Never beyond nextUpdate, which is minutes away as long as the answer is kept.
    this.cacheControl = `public, max-age=${cacheSeconds}, must-revalidate, no-transform`;
    this.#cacheMilliseconds = cacheSeconds * 1000;
    this.#fixedHead =
      `HTTP/1.1 200 OK\r\nContent-Type: ${RESPONSE_TYPE}\r\nContent-Length: ${this.body.length}\r\n` +
      `Cache-Control: ${this.cacheControl}\r\nETag: ${this.etag}\r\nLast-Modified: ${this.lastModified}\r\n${COMMON_HEAD}`;
  }

  /** @param cacheSeconds how long caches may give it without asking again */
  static of(answer: SignedAnswer, cacheSeconds: number): HttpAnswer {
    const { form } = answer;
    if (form instanceof HttpAnswer) return form;
    const made = new HttpAnswer(answer, cacheSeconds);
    answer.form = made;
    return made;
  }

  expires(now: number): string {
    return httpDate(now + this.#cacheMilliseconds);
  }

  /** The whole HTTP/1.1 answer. */
  octets(now: number): Buffer {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      const head = `${this.#fixedHead}Date: ${httpDate(now)}\r\nExpires: ${this.expires(now)}\r\n\r\n`;
      this.#octets = Buffer.concat([Buffer.from(head, "latin1"), this.body]);
      this.#second = second;
    }
    return this.#octets;
  }
}
