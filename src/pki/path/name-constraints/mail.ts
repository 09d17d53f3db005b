import { isWithinHost } from "./host.ts";

/** Splits at the `@`; undefined where there is none, a second one (a quoted mailbox), or nothing on a side of it. */
const partsOf = (address: string): { readonly mailbox: string; readonly host: string } | undefined => {
  const at = address.lastIndexOf("@");
  return at < 1 || at === address.length - 1 || address.indexOf("@") !== at
    ? undefined
    : { mailbox: address.slice(0, at), host: address.slice(at + 1) };
};

/** Whether the text is an address at all. */
export const isMailAddress = (address: string): boolean => partsOf(address) !== undefined;

/**
 * rfc822Name constraints: one mailbox, all mailboxes of a host, or with a period before it of all hosts beneath a
 * domain. The mailbox itself is compared as it stands (RFC 5280 section 7.5).
 */
export const isWithinMail = (address: string, base: string): boolean => {
  const parts = partsOf(address);
  if (parts === undefined) return false;
  const one = partsOf(base);
  return one === undefined
    ? isWithinHost(parts.host, base)
    : parts.mailbox === one.mailbox && isWithinHost(parts.host, one.host);
};
