import { TOKEN_SUITE } from "#shared/transaction-token.ts";

const QUESTION_BYTES = 128;
const DIGITS = 8;

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** OCRA's data input (RFC 6287 section 5.1) of our suite: its name, a zero byte, and the question in 128 bytes. */
const dataInput = (question: ArrayBuffer): Uint8Array<ArrayBuffer> => {
  const suite = utf8(TOKEN_SUITE);
  const input = new Uint8Array(suite.length + 1 + QUESTION_BYTES);
  input.set(suite);
  input.set(new Uint8Array(question), suite.length + 1);
  return input;
};

/** RFC 4226 section 5.3: 31 bits from where the last four bits point, in decimal digits. */
const truncate = (mac: ArrayBuffer): string => {
  const bytes = new DataView(mac);
  const offset = bytes.getUint8(bytes.byteLength - 1) & 0x0f;
  return String((bytes.getUint32(offset) & 0x7fff_ffff) % 10 ** DIGITS).padStart(DIGITS, "0");
};

/** The number for a challenge's text: 8 digits, computed from all that is shown, and from nothing else. */
export const tokenNumber = async (key: CryptoKey, challenge: string): Promise<string> => {
  const question = await crypto.subtle.digest("SHA-256", utf8(challenge));
  return truncate(await crypto.subtle.sign("HMAC", key, dataInput(question)));
};
