import { isUtf8 } from "node:buffer";

/** User name and password of `Authorization: Basic` (RFC 7617, UTF-8). */
export interface BasicCredentials {
  readonly userName: string;
  readonly password: string;
}

const BASIC = /^Basic +([A-Za-z0-9+/]{1,2000}={0,2})$/i;

/** RFC 7617 section 2 allows none, and the database holds no NUL. */
const CONTROL_CHARACTER = /\p{Cc}/u;

/** Reads the header; undefined where it is missing, not Basic, not UTF-8, or has control characters. */
export const parseBasic = (header: string | undefined): BasicCredentials | undefined => {
  const encoded = BASIC.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const octets = Buffer.from(encoded, "base64");
  const text = octets.toString("utf8");
  if (!isUtf8(octets) || CONTROL_CHARACTER.test(text)) return undefined;
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { userName: text.slice(0, colon), password: text.slice(colon + 1) };
};
