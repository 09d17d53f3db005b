import type { Octets } from "./der.ts";

/** What the page has to know of a certificate that the server sent. */
export interface CertificateFacts {
  /** Issuer and subject are the same: a root. */
  readonly isSelfIssued: boolean;
  readonly notAfter: Date;
}

interface Value {
  readonly tag: number;
  readonly content: Octets;
  /** With tag and length. */
  readonly whole: Octets;
  readonly next: number;
}

/** One DER value at a place. Our own server's: not a judge of what others send. */
const valueAt = (from: Octets, at: number): Value => {
  const first = from[at + 1] ?? 0;
  const more = first < 0x80 ? 0 : first & 0x7f;
  let length = more === 0 ? first : 0;
  for (let index = 0; index < more; index += 1) length = length * 256 + (from[at + 2 + index] ?? 0);
  const start = at + 2 + more;
  if (start + length > from.length) throw new RangeError("not a whole certificate");
  const next = start + length;
  return { tag: from[at] ?? 0, content: from.slice(start, next), whole: from.slice(at, next), next };
};

const membersOf = (content: Octets): Value[] => {
  const members: Value[] = [];
  for (let at = 0; at < content.length; at = members.at(-1)?.next ?? content.length) {
    members.push(valueAt(content, at));
  }
  return members;
};

const VERSION = 0xa0;
const UTC_TIME = 0x17;

/** UTCTime and GeneralizedTime as RFC 5280 section 4.1.2.5 allows them. */
const timeOf = ({ tag, content }: Value): Date => {
  const digits = new TextDecoder().decode(content);
  const century = Number(digits.slice(0, 2)) < 50 ? "20" : "19";
  const full = tag === UTC_TIME ? century + digits : digits;
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? [];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
};

/** Reads the two facts that the files need (RFC 5280 section 4.1). */
export const factsOf = (certificate: Octets): CertificateFacts => {
  const [tbs] = membersOf(valueAt(certificate, 0).content);
  // The version where it is not the first, serial number, signature, issuer, validity, subject.
  const members = membersOf(tbs?.content ?? certificate);
  const [, , issuer, validity, subject] = members.slice(members[0]?.tag === VERSION ? 1 : 0);
  const [, notAfter] = validity === undefined ? [] : membersOf(validity.content);
  if (issuer === undefined || subject === undefined || notAfter === undefined) {
    throw new RangeError("not a certificate");
  }
  return {
    isSelfIssued:
      issuer.whole.length === subject.whole.length &&
      issuer.whole.every((octet, index) => octet === subject.whole[index]),
    notAfter: timeOf(notAfter),
  };
};
