import type { Octets } from "./der.ts";

/** Base64 of RFC 4648 section 4, as the enrolment API writes it. */
export const toBase64 = (content: Octets): string =>
  btoa(Array.from(content, (octet) => String.fromCharCode(octet)).join(""));

/** @throws DOMException for what is none. */
export const fromBase64 = (text: string): Octets =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
