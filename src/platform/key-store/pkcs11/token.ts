import { CKF } from "./constants.ts";
import { readUlong, ulong, type Cryptoki, type Handle } from "./cryptoki.ts";
import { TokenRefusedError } from "./refused.ts";

/** Which token is meant: its label, and further fields where labels are not unique. */
export interface TokenSelector {
  readonly label: string;
  readonly serial?: string;
}

/** A token in its slot. */
export interface Token {
  readonly slot: Handle;
  readonly label: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly model: string;
  /** CKF_…: whether the PIN is locked, or has one try left. */
  readonly flags: number;
}

/** CK_TOKEN_INFO begins with four texts, filled up with blanks, and flags. */
const TOKEN_INFO_BYTES = 208;
const textAt = (info: Buffer, start: number, end: number): string =>
  info.toString("utf8", start, end).trimEnd();

const tokenIn = async (cryptoki: Cryptoki, slot: Handle): Promise<Token> => {
  const info = Buffer.alloc(TOKEN_INFO_BYTES);
  await cryptoki.call("C_GetTokenInfo", slot, info);
  return {
    slot,
    label: textAt(info, 0, 32),
    manufacturer: textAt(info, 32, 64),
    model: textAt(info, 64, 80),
    serial: textAt(info, 80, 96),
    flags: Number(readUlong(info, 12)),
  };
};

const slotsWithToken = async (cryptoki: Cryptoki): Promise<Handle[]> => {
  const count = ulong();
  await cryptoki.call("C_GetSlotList", 1, null, count);
  // Tokens may come between the two calls: some room for them.
  const room = Number(readUlong(count)) + 8;
  const slots = Buffer.alloc(room * 8);
  count.writeBigUInt64LE(BigInt(room));
  await cryptoki.call("C_GetSlotList", 1, slots, count);
  return Array.from({ length: Number(readUlong(count)) }, (_, index) => readUlong(slots, index));
};

/** All tokens that have been given a label. A slot whose token cannot be asked is passed over. */
const presentTokens = async (cryptoki: Cryptoki): Promise<Token[]> => {
  const tokens: Token[] = [];
  for (const slot of await slotsWithToken(cryptoki)) {
    const token = await tokenIn(cryptoki, slot).catch(() => undefined);
    if (token !== undefined && (token.flags & CKF.TOKEN_INITIALIZED) !== 0) tokens.push(token);
  }
  return tokens;
};

/** The one token that is meant. Throws {@link TokenRefusedError} TOKEN_MISSING, TOKEN_AMBIGUOUS. */
export const findToken = async (cryptoki: Cryptoki, wanted: TokenSelector): Promise<Token> => {
  const tokens = await presentTokens(cryptoki);
  const [found, ...others] = tokens.filter(
    ({ label, serial }) =>
      label === wanted.label && (wanted.serial === undefined || serial === wanted.serial),
  );
  if (found === undefined) {
    const there = tokens.map(({ label }) => label).join(", ") || "none";
    throw new TokenRefusedError("TOKEN_MISSING", `there is no token ${wanted.label}; there are: ${there}`);
  }
  if (others.length > 0) {
    const serials = [found, ...others].map(({ serial }) => serial).join(", ");
    throw new TokenRefusedError(
      "TOKEN_AMBIGUOUS",
      `several tokens are called ${wanted.label} (serials ${serials}): name one by its serial`,
    );
  }
  return found;
};
