import { realpathSync } from "node:fs";
import { CKF, CKR } from "./constants.ts";
import { hasReturnValue } from "./cryptoki-error.ts";
import { loadCryptoki, type Cryptoki } from "./cryptoki.ts";
import { TokenRefusedError } from "./refused.ts";

/** A library that this process uses, once for all key stores of it. */
export interface SharedLibrary {
  readonly cryptoki: Cryptoki;
  /** Who uses it; each says when it begins and when it stops. */
  readonly users: Set<object>;
  /** Begins it unless that was done. */
  begin(): Promise<void>;
  /** Ends it and begins it anew: the way to see a token that came back. Nothing of it may be under way. */
  restart(): Promise<void>;
}

/** CK_C_INITIALIZE_ARGS: no mutex functions of ours, flags, nothing reserved. */
const initializeArguments = (): Buffer => {
  const memory = Buffer.alloc(48);
  memory.writeBigUInt64LE(CKF.OS_LOCKING_OK, 32);
  return memory;
};

const initialize = async (cryptoki: Cryptoki): Promise<void> => {
  try {
    await cryptoki.call("C_Initialize", initializeArguments());
  } catch (error) {
    // It belongs to the process, and other code of it may have begun it.
    if (!hasReturnValue(error, CKR.CRYPTOKI_ALREADY_INITIALIZED)) throw error;
  }
};

const finalize = async (cryptoki: Cryptoki): Promise<void> => {
  try {
    await cryptoki.call("C_Finalize", null);
  } catch (error) {
    if (!hasReturnValue(error, CKR.CRYPTOKI_NOT_INITIALIZED)) throw error;
  }
};

const shared = (cryptoki: Cryptoki): SharedLibrary => {
  let begun: Promise<void> | undefined;
  /** One that could not be begun is tried again by whoever comes next: the token may be back by then. */
  const beginning = (attempt: Promise<void>): Promise<void> => {
    begun = attempt.catch((error: unknown) => {
      begun = undefined;
      throw error;
    });
    return begun;
  };
  const begin = (): Promise<void> => begun ?? beginning(initialize(cryptoki));
  return {
    cryptoki,
    users: new Set(),
    begin,
    restart: async () => {
      await begin();
      await beginning(finalize(cryptoki).then(() => initialize(cryptoki)));
    },
  };
};

const libraries = new Map<string, SharedLibrary>();

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The library at a path, loaded once. Throws {@link TokenRefusedError} MODULE_UNUSABLE. */
export const sharedLibrary = (path: string): SharedLibrary => {
  // The layout of Cryptoki's structures in `cryptoki.ts` is that of these.
  if (!["linux", "darwin"].includes(process.platform) || !["x64", "arm64"].includes(process.arch)) {
    throw new TokenRefusedError(
      "MODULE_UNUSABLE",
      `PKCS#11 is not made for ${process.platform} ${process.arch}`,
    );
  }
  try {
    const real = realpathSync(path);
    const library = libraries.get(real) ?? shared(loadCryptoki(real));
    libraries.set(real, library);
    return library;
  } catch (error) {
    throw new TokenRefusedError("MODULE_UNUSABLE", `the PKCS#11 library ${path}: ${reasonOf(error)}`, error);
  }
};
