import koffi, { type LibraryHandle, type TypeObject } from "koffi";
import { CKR } from "./constants.ts";
import { CryptokiError } from "./cryptoki-error.ts";

/**
 * Cryptoki 2.40 (PKCS#11, OASIS) through koffi: the functions of a library's function list, called in worker threads,
 * so that a token that takes its time stops nothing else. The layout is that of 64-bit Linux and macOS: CK_ULONG has
 * eight octets and structures are aligned as C does (Windows packs them).
 */

/** A session's or an object's handle. */
export type Handle = bigint;

/** What stands in memory for one call; all of it stays alive until the call is over. */
type Memory = Buffer | null;

/** Position in CK_FUNCTION_LIST, which never changes (pkcs11f.h), and the parameters. */
const FUNCTIONS = {
  C_Initialize: [0, ["void *"]],
  C_Finalize: [1, ["void *"]],
  C_GetSlotList: [4, ["uint8_t", "void *", "void *"]],
  C_GetTokenInfo: [6, ["unsigned long", "void *"]],
  C_GetMechanismInfo: [8, ["unsigned long", "unsigned long", "void *"]],
  C_OpenSession: [12, ["unsigned long", "unsigned long", "void *", "void *", "void *"]],
  C_CloseSession: [13, ["unsigned long"]],
  C_CloseAllSessions: [14, ["unsigned long"]],
  C_GetSessionInfo: [15, ["unsigned long", "void *"]],
  C_Login: [18, ["unsigned long", "unsigned long", "void *", "unsigned long"]],
  C_DestroyObject: [22, ["unsigned long", "unsigned long"]],
  C_GetAttributeValue: [24, ["unsigned long", "unsigned long", "void *", "unsigned long"]],
  C_FindObjectsInit: [26, ["unsigned long", "void *", "unsigned long"]],
  C_FindObjects: [27, ["unsigned long", "void *", "unsigned long", "void *"]],
  C_FindObjectsFinal: [28, ["unsigned long"]],
  C_SignInit: [42, ["unsigned long", "void *", "unsigned long"]],
  C_Sign: [43, ["unsigned long", "void *", "unsigned long", "void *", "void *"]],
  C_GenerateKeyPair: [
    59,
    ["unsigned long", "void *", "void *", "unsigned long", "void *", "unsigned long", "void *", "void *"],
  ],
} as const satisfies Record<string, readonly [number, readonly string[]]>;

export type CryptokiFunction = keyof typeof FUNCTIONS;

type Argument<Type> = Type extends "void *" ? Memory : number | bigint;
type ArgumentsOf<Types extends readonly string[]> = {
  -readonly [Index in keyof Types]: Argument<Types[Index]>;
};

/** Arguments of a function: memory where C has a pointer, a number otherwise. */
export type CryptokiArguments<Name extends CryptokiFunction> = ArgumentsOf<(typeof FUNCTIONS)[Name][1]>;

/** A library that was begun. */
export interface Cryptoki {
  /** Where it was loaded from. */
  readonly path: string;
  /** Calls a function in a worker thread. Rejects with {@link CryptokiError} unless it answers CKR_OK. */
  call<Name extends CryptokiFunction>(name: Name, ...values: CryptokiArguments<Name>): Promise<void>;
}

type NativeFunction = { async(...values: readonly unknown[]): void };

/** CK_VERSION and its padding come before the pointers. */
const FIRST_POINTER = 8;
const POINTER_BYTES = 8;

const prototypes = new Map<CryptokiFunction, TypeObject>();

const prototypeOf = (name: CryptokiFunction): TypeObject => {
  const known = prototypes.get(name);
  if (known !== undefined) return known;
  const made = koffi.proto(`tegata_${name}`, "unsigned long", [...FUNCTIONS[name][1]]);
  prototypes.set(name, made);
  return made;
};

const nativeFunction = (list: bigint, name: CryptokiFunction): NativeFunction => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- koffi gives the pointer that stands there
  const address = koffi.decode(list, FIRST_POINTER + FUNCTIONS[name][0] * POINTER_BYTES, "void *") as bigint;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- koffi gives a function of this prototype
  return koffi.decode(address, prototypeOf(name)) as NativeFunction;
};

/** Held for good: koffi unloads a library that nobody holds, and threads of it may go on until the process ends. */
const held: LibraryHandle[] = [];

/** Loads a library and finds its functions. Throws where it is none of PKCS#11; nothing is begun yet. */
export const loadCryptoki = (path: string): Cryptoki => {
  const library = koffi.load(path);
  held.push(library);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- koffi gives a function of this prototype
  const getFunctionList = library.func("unsigned long C_GetFunctionList(_Out_ void **list)") as unknown as (
    list: [bigint | null],
  ) => number;
  const out: [bigint | null] = [null];
  const answer = getFunctionList(out);
  const [list] = out;
  if (answer !== CKR.OK || list === null) throw new CryptokiError("C_GetFunctionList", answer);
  const functions = new Map<CryptokiFunction, NativeFunction>();
  const functionOf = (name: CryptokiFunction): NativeFunction => {
    const found = functions.get(name) ?? nativeFunction(list, name);
    functions.set(name, found);
    return found;
  };
  return {
    path,
    call: (name, ...values) =>
      new Promise((resolve, reject) => {
        functionOf(name).async(...values, (error: unknown, returnValue: number | bigint) => {
          // `values` is held here until the library has let go of the memory.
          if (values.length !== FUNCTIONS[name][1].length) reject(new TypeError(`${name}: arguments`));
          else if (error instanceof Error) reject(error);
          else if (Number(returnValue) === CKR.OK) resolve();
          else reject(new CryptokiError(name, Number(returnValue)));
        });
      }),
  };
};

const ULONG_BYTES = 8;

/** CK_ULONG in memory. */
export const ulong = (value: number | bigint = 0): Buffer => {
  const memory = Buffer.alloc(ULONG_BYTES);
  memory.writeBigUInt64LE(BigInt(value));
  return memory;
};

export const readUlong = (memory: Buffer, index = 0): bigint => memory.readBigUInt64LE(index * ULONG_BYTES);
