import { accepted, refused, type Result } from "#shared/result.ts";

/**
 * Where a key is, as a PKCS#11 URI (RFC 7512): `pkcs11:token=tegata;object=bizsol-g1`. Only what finds a token and a
 * private key on it is taken; how to open it (module, PIN) is a setting and never part of a reference, which is
 * recorded in the database.
 */
export interface Pkcs11Reference {
  /** CKA label of the token. */
  readonly token: string;
  readonly serial?: string;
  /** CKA_LABEL of the key. */
  readonly object?: string;
  /** CKA_ID of the key. */
  readonly id?: Buffer;
}

export const PKCS11_SCHEME = "pkcs11";

const MOST_CHARACTERS = 512;
/** What may stand unescaped in a value of the path (RFC 7512 section 2.3: pk11-pchar). */
const VALUE = /^(?:[A-Za-z0-9\-._~:[\]@!$'()*+,=&]|%[0-9A-Fa-f]{2})+$/;
const PLAIN = /[^A-Za-z0-9\-._~]/g;

const octetsOf = (escaped: string): Buffer =>
  Buffer.concat(
    [...escaped.matchAll(/%([0-9A-Fa-f]{2})|([^%]+)/g)].map(([, digits, plain]) =>
      digits === undefined ? Buffer.from(plain ?? "", "latin1") : Buffer.from(digits, "hex"),
    ),
  );

const textOf = (escaped: string): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octetsOf(escaped));
  } catch {
    return undefined;
  }
};

const TEXTS = ["token", "serial", "object", "type"] as const;
type TextName = (typeof TEXTS)[number];
const isText = (name: string): name is TextName => TEXTS.some((known) => known === name);

interface Attributes {
  readonly texts: Map<TextName, string>;
  id?: Buffer;
}

/** Takes one attribute; gives what is wrong with it. */
const take = (attributes: Attributes, attribute: string): string | undefined => {
  const equals = attribute.indexOf("=");
  const name = attribute.slice(0, Math.max(equals, 0));
  const escaped = attribute.slice(equals + 1);
  if (equals < 0 || !VALUE.test(escaped)) return `${attribute} is not an attribute with a value`;
  if (name === "id") {
    if (attributes.id !== undefined) return "id stands twice";
    attributes.id = octetsOf(escaped);
    return undefined;
  }
  if (!isText(name)) return `the attribute ${name} is not taken here`;
  if (attributes.texts.has(name)) return `${name} stands twice`;
  const value = textOf(escaped);
  if (value === undefined) return `${name} is not UTF-8`;
  attributes.texts.set(name, value);
  return undefined;
};

/** Reads a reference; refused with what is wrong with it. */
export const parseReference = (reference: string): Result<Pkcs11Reference, string> => {
  if (reference.length > MOST_CHARACTERS) return refused(`it has more than ${MOST_CHARACTERS} characters`);
  if (!reference.startsWith(`${PKCS11_SCHEME}:`)) return refused("it does not begin with pkcs11:");
  const path = reference.slice(PKCS11_SCHEME.length + 1);
  if (path.includes("?")) return refused("how to open the token is for the settings, not for a reference");
  const attributes: Attributes = { texts: new Map() };
  for (const attribute of path.split(";")) {
    const fault = take(attributes, attribute);
    if (fault !== undefined) return refused(fault);
  }
  const { texts, id } = attributes;
  const [token, object, serial] = [texts.get("token"), texts.get("object"), texts.get("serial")];
  if ((texts.get("type") ?? "private") !== "private")
    return refused("it is not the reference of a private key");
  if (token === undefined) return refused("it names no token");
  if (object === undefined && id === undefined) return refused("it names no key: neither object nor id");
  return accepted({
    token,
    ...(serial === undefined ? {} : { serial }),
    ...(object === undefined ? {} : { object }),
    ...(id === undefined ? {} : { id }),
  });
};

const escapeText = (text: string): string =>
  encodeURIComponent(text).replace(PLAIN, (character) =>
    character === "%" ? "%" : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );

/** Writes a reference; {@link parseReference} reads it back. */
export const formatReference = ({ token, serial, object, id }: Pkcs11Reference): string =>
  `${PKCS11_SCHEME}:${[
    `token=${escapeText(token)}`,
    ...(serial === undefined ? [] : [`serial=${escapeText(serial)}`]),
    ...(object === undefined ? [] : [`object=${escapeText(object)}`]),
    ...(id === undefined
      ? []
      : [`id=${id.toString("hex").replace(/../g, (octet) => `%${octet.toUpperCase()}`)}`]),
  ].join(";")}`;
