/**
 * What server and camera token say to each other in transaction authentication, as text: what is approved
 * (`writeChallenge`, `parseChallenge`) and where a token is registered (`writeRegistration`, `parseRegistration`).
 * Both sides read these texts with the same strict code: what is shown is exactly what the number is computed from.
 */

/** The OCRA suite of tokens (RFC 6287 section 6): the question is the SHA-256 of the challenge's text. */
export const TOKEN_SUITE = "OCRA-1:HOTP-SHA256-8:QH64";

/** One thing that is approved: 利用者: 糸井 翠. */
export interface TransactionLine {
  readonly label: string;
  readonly value: string;
}

/** What is shown before it is approved, in one language. */
export interface Transaction {
  readonly title: string;
  readonly lines: readonly TransactionLine[];
}

/** A transaction for one token, once. */
export interface TransactionChallenge extends Transaction {
  readonly institutionId: string;
  /** `XXXX-XXXX`, digits and upper-case letters. */
  readonly serial: string;
  /** 128 random bits, base64url. */
  readonly nonce: string;
  /** Until when the number is taken, in seconds since 1970. */
  readonly expiresAtSeconds: number;
}

/** Longest title, label or value, in characters. */
export const LONGEST_TEXT = 60;
/** More would make a code that cameras read badly. */
export const MOST_LINES = 8;

const HEADER =
  /^tegata:challenge:1 ([a-z][a-z0-9-]{1,30}) ([0-9A-Z]{4}-[0-9A-Z]{4}) ([\w-]{22}) ([1-9][0-9]{9,11})$/;
/** Characters that cannot be seen, or that change what is seen: controls, formats (direction marks), separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const SEPARATOR = ": ";
/** Stands where a value is empty. */
const NOTHING = "–";

/** A text as it may stand in a challenge: nothing unseen, in one line, not too long. */
export const plainText = (text: string): string => {
  const seen = text.normalize("NFC").replaceAll(UNSEEN, " ").replaceAll(/\s+/g, " ").trim();
  const characters = Array.from(seen);
  return characters.length <= LONGEST_TEXT ? seen : `${characters.slice(0, LONGEST_TEXT - 1).join("")}…`;
};

/** The challenge's text: what the code holds, what is pasted, and what is hashed. Texts are made plain. */
export const writeChallenge = (challenge: TransactionChallenge): string => {
  const { institutionId, serial, nonce, expiresAtSeconds, title, lines } = challenge;
  const head = `tegata:challenge:1 ${institutionId} ${serial} ${nonce} ${expiresAtSeconds}`;
  const facts = lines
    .slice(0, MOST_LINES)
    .map(
      ({ label, value }) =>
        `${plainText(label).replaceAll(SEPARATOR, ":")}${SEPARATOR}${plainText(value) || NOTHING}`,
    );
  return [head, plainText(title), ...facts].join("\n");
};

const parseLine = (line: string): TransactionLine | undefined => {
  const at = line.indexOf(SEPARATOR);
  return at < 1 ? undefined : { label: line.slice(0, at), value: line.slice(at + SEPARATOR.length) };
};

/**
 * Reads a challenge; undefined: it is none, or says something that would not be shown. Writing what was read gives the
 * same text again.
 */
export const parseChallenge = (text: string): TransactionChallenge | undefined => {
  const [head = "", title = "", ...facts] = text.split("\n");
  const [, institutionId, serial, nonce, seconds] = HEADER.exec(head) ?? [];
  if (institutionId === undefined || serial === undefined || nonce === undefined) return undefined;
  const lines = facts.map(parseLine).filter((line) => line !== undefined);
  const challenge = { institutionId, serial, nonce, expiresAtSeconds: Number(seconds), title, lines };
  return title !== "" && writeChallenge(challenge) === text ? challenge : undefined;
};

/** Text as it was pasted: lines as other systems end them, and spaces around. */
export const pastedText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

/** The offer to register a token: the server's half of the key agreement. */
export interface TokenRegistration {
  readonly institutionId: string;
  /** 128 random bits, base64url: whoever has it may register a device, once. */
  readonly offerId: string;
  /** The server's key for this offer: an uncompressed point of P-256, base64url. */
  readonly serverKey: string;
}

const REGISTRATION = /^#registration\.1\.([a-z][a-z0-9-]{1,30})\.([\w-]{22})\.([\w-]{87})$/;

/** The part of the app's address that holds a registration; browsers send it to nobody. */
export const writeRegistration = ({ institutionId, offerId, serverKey }: TokenRegistration): string =>
  `#registration.1.${institutionId}.${offerId}.${serverKey}`;

/** Reads it; undefined: it is none. */
export const parseRegistration = (hash: string): TokenRegistration | undefined => {
  const [, institutionId, offerId, serverKey] = REGISTRATION.exec(hash) ?? [];
  return institutionId === undefined || offerId === undefined || serverKey === undefined
    ? undefined
    : { institutionId, offerId, serverKey };
};

/** What the shared key is derived for (HKDF, RFC 5869: `info`): of this offer alone. */
export const keyPurpose = ({ institutionId, offerId }: TokenRegistration): string =>
  `tegata transaction token 1 ${institutionId} ${offerId}`;
