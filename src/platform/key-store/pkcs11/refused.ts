import { accepted, refused, type Result } from "#shared/result.ts";
import type { KeyStoreRefusal, KeyStoreRefusalCode } from "../key-store.ts";
import { CKR } from "./constants.ts";
import { CryptokiError } from "./cryptoki-error.ts";

/**
 * A refusal on its way through the session pool, where a thrown error gives back the session by itself. The key store
 * turns it into a value ({@link asResult}) before anybody else sees it.
 */
export class TokenRefusedError extends Error {
  override readonly name = "TokenRefusedError";
  readonly refusal: KeyStoreRefusal;
  /** Whether it may be another answer once the token is opened anew. */
  readonly isLoss: boolean;

  constructor(code: KeyStoreRefusalCode, detail: string, cause?: unknown, isLoss = false) {
    super(`${code}: ${detail}`, { cause });
    this.refusal = { code, detail };
    this.isLoss = isLoss;
  }
}

/**
 * Answers after which sessions, logins and handles are worth nothing any more: the token was taken out, restarted or
 * unplugged from the network. What was asked was not done; it may be asked again once everything is opened anew.
 */
const LOST: ReadonlySet<number> = new Set([
  CKR.SLOT_ID_INVALID,
  CKR.GENERAL_ERROR,
  CKR.FUNCTION_FAILED,
  CKR.DEVICE_ERROR,
  CKR.DEVICE_REMOVED,
  CKR.KEY_HANDLE_INVALID,
  CKR.OBJECT_HANDLE_INVALID,
  CKR.OPERATION_NOT_INITIALIZED,
  CKR.SESSION_CLOSED,
  CKR.SESSION_HANDLE_INVALID,
  CKR.TOKEN_NOT_PRESENT,
  CKR.TOKEN_NOT_RECOGNIZED,
  CKR.USER_NOT_LOGGED_IN,
  CKR.CRYPTOKI_NOT_INITIALIZED,
]);

/** Whether the token has to be opened anew before anything else can succeed. */
export const isLoss = (error: unknown): error is CryptokiError | TokenRefusedError =>
  (error instanceof CryptokiError && LOST.has(error.returnValue)) ||
  (error instanceof TokenRefusedError && error.isLoss);

const CODES: ReadonlyMap<number, KeyStoreRefusalCode> = new Map<number, KeyStoreRefusalCode>([
  [CKR.PIN_INCORRECT, "PIN_WRONG"],
  [CKR.PIN_INVALID, "PIN_WRONG"],
  [CKR.PIN_LEN_RANGE, "PIN_WRONG"],
  [CKR.PIN_LOCKED, "PIN_LOCKED"],
  [CKR.DEVICE_MEMORY, "TOKEN_FULL"],
  [CKR.DEVICE_REMOVED, "TOKEN_MISSING"],
  [CKR.TOKEN_NOT_PRESENT, "TOKEN_MISSING"],
  [CKR.TOKEN_NOT_RECOGNIZED, "TOKEN_MISSING"],
  [CKR.MECHANISM_INVALID, "MECHANISM_MISSING"],
  [CKR.CURVE_NOT_SUPPORTED, "MECHANISM_MISSING"],
]);

const ADVICE: Readonly<Partial<Record<KeyStoreRefusalCode, string>>> = {
  PIN_WRONG: "the token does not take the PIN; it is not tried again, because tokens lock themselves",
  PIN_LOCKED: "the token has locked its PIN after too many wrong ones; its security officer sets a new one",
  TOKEN_FULL: "the token has no room for another key",
  TOKEN_MISSING: "the token is not there",
};

/** What an answer of the token means for whoever asked for a key. */
export const refusalOf = (error: CryptokiError): KeyStoreRefusal => {
  const code = CODES.get(error.returnValue) ?? "TOKEN_FAILED";
  const advice = ADVICE[code];
  return { code, detail: advice === undefined ? error.message : `${error.message}: ${advice}` };
};

/** Runs `use`; what the token refuses becomes a value, anything else stays an exception. */
export const asResult = async <Value>(use: () => Promise<Value>): Promise<Result<Value, KeyStoreRefusal>> => {
  try {
    return accepted(await use());
  } catch (error) {
    if (error instanceof TokenRefusedError) return refused(error.refusal);
    if (error instanceof CryptokiError) return refused(refusalOf(error));
    throw error;
  }
};
