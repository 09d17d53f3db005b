import { hash } from "node:crypto";
import type { Result } from "#shared/result.ts";
import { CKF, CKR, CKU_USER } from "./constants.ts";
import { hasReturnValue } from "./cryptoki-error.ts";
import type { Cryptoki, Handle } from "./cryptoki.ts";
import { refusalOf, TokenRefusedError } from "./refused.ts";
import type { Token } from "./token.ts";

/** Where the PIN comes from. */
export interface PinSource {
  /** Gives the PIN, or says why there is none. Asked at each login, so that a corrected file counts at once. */
  readonly read: () => Promise<Result<string, string>>;
  /** Whether a person types it: only a person may use up the last try that a token grants. */
  readonly isTypedIn: boolean;
}

/** Logs in to one token. */
export interface Login {
  /** Logs `session` in, and with it all sessions of this process. Throws `TokenRefusedError` PIN_…. */
  logIn(cryptoki: Cryptoki, session: Handle, token: Token): Promise<void>;
}

/**
 * A PIN that the token has refused is not tried again as long as this process lives: after a few wrong ones a token
 * locks itself, and a server that is started again and again must not do that. Hence, too, the last try is for people.
 */
export const tokenLogin = (pin: PinSource): Login => {
  let refusedDigest: string | undefined;
  return {
    logIn: async (cryptoki, session, token) => {
      if ((token.flags & CKF.USER_PIN_LOCKED) !== 0) {
        throw new TokenRefusedError("PIN_LOCKED", `the token ${token.label} says that its PIN is locked`);
      }
      if ((token.flags & CKF.USER_PIN_FINAL_TRY) !== 0 && !pin.isTypedIn) {
        throw new TokenRefusedError(
          "PIN_LAST_TRY",
          `the token ${token.label} grants one more try: log in by hand once, with the right PIN`,
        );
      }
      const given = await pin.read();
      if (!given.ok) throw new TokenRefusedError("PIN_UNAVAILABLE", given.refusal);
      const digest = hash("sha256", given.value);
      if (digest === refusedDigest) {
        throw new TokenRefusedError("PIN_WRONG", "the token refused this PIN before; it is not tried again");
      }
      const octets = Buffer.alloc(Buffer.byteLength(given.value), given.value, "utf8");
      try {
        await cryptoki.call("C_Login", session, CKU_USER, octets, octets.length);
      } catch (error) {
        if (hasReturnValue(error, CKR.USER_ALREADY_LOGGED_IN)) return;
        if (hasReturnValue(error, CKR.PIN_INCORRECT, CKR.PIN_INVALID, CKR.PIN_LEN_RANGE, CKR.PIN_LOCKED)) {
          refusedDigest = digest;
          const { code, detail } = refusalOf(error);
          throw new TokenRefusedError(code, detail, error);
        }
        throw error;
      } finally {
        octets.fill(0);
      }
    },
  };
};
