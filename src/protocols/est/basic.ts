/** User name and password of `Authorization: Basic` (RFC 7617, UTF-8). */
export interface BasicCredentials {
  readonly userName: string;
  readonly password: string;
}

const BASIC = /^Basic +([A-Za-z0-9+/]{1,2000}={0,2})$/i;

/** Reads the header; undefined where it is missing or not Basic. */
export const parseBasic = (header: string | undefined): BasicCredentials | undefined => {
  const encoded = BASIC.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { userName: text.slice(0, colon), password: text.slice(colon + 1) };
};
