import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { accepted, refused, type Result } from "#shared/result.ts";
import { KeyStoreError, type KeyStoreRefusal } from "../../core/key-store.ts";
import { lastFault, NSS_PACKAGE, nssLibrary, type NssLibrary, type Pointer } from "./library.ts";

/** An open NSS database: the library initialised on it, its key slot, logged in. One at a time in a process. */
export interface NssDatabase {
  readonly nss: NssLibrary;
  readonly slot: Pointer;
  readonly directory: string;
  /** Gives the slot back and shuts the library down, which writes what is pending. */
  close(): void;
}

/** Asks for the database's own password; undefined: the person declines. */
export type PasswordSource = () => Promise<string | undefined>;

/** How a database is opened. */
export interface NssOptions {
  /** Make it where it is missing, with an empty password; otherwise a missing one is refused. */
  readonly create: boolean;
  readonly password: PasswordSource;
  /** How the library is loaded; the system's unless told. */
  readonly library?: () => NssLibrary;
}

let openDirectory: string | undefined;

const load = (library: () => NssLibrary): Result<NssLibrary, KeyStoreRefusal> => {
  try {
    return accepted(library());
  } catch (error) {
    return refused({
      code: "KEY_STORE_LIBRARY_MISSING",
      detail: `NSS cannot be loaded; the package ${NSS_PACKAGE} is needed (${String(error)})`,
    });
  }
};

const logIn = async (
  nss: NssLibrary,
  slot: Pointer,
  password: PasswordSource,
): Promise<KeyStoreRefusal | undefined> => {
  if (nss.PK11_NeedUserInit(slot) !== 0) {
    // A new database: an empty password, as the browsers make it.
    return nss.PK11_InitPin(slot, null, "") === 0
      ? undefined
      : { code: "KEY_STORE_NOT_USABLE", detail: `PK11_InitPin: ${lastFault(nss)}` };
  }
  if (nss.PK11_NeedLogin(slot) === 0) return undefined;
  const secret = await password();
  if (secret === undefined) {
    return { code: "KEY_STORE_PASSWORD_NEEDED", detail: "the NSS database has a password; none was given" };
  }
  return nss.PK11_CheckUserPassword(slot, secret) === 0
    ? undefined
    : { code: "KEY_STORE_PASSWORD_WRONG", detail: `PK11_CheckUserPassword: ${lastFault(nss)}` };
};

const shutDown = (nss: NssLibrary, slot: Pointer): void => {
  if (slot !== null) nss.PK11_FreeSlot(slot);
  const outcome = nss.NSS_Shutdown();
  openDirectory = undefined;
  if (outcome !== 0) throw new KeyStoreError("close", lastFault(nss));
};

/** Opens the NSS database in `directory` for reading and writing (SQLite form). */
export const openNssDatabase = async (
  directory: string,
  options: NssOptions,
): Promise<Result<NssDatabase, KeyStoreRefusal>> => {
  if (!existsSync(join(directory, "cert9.db"))) {
    if (!options.create) {
      return refused({ code: "KEY_STORE_NOT_FOUND", detail: `there is no NSS database in ${directory}` });
    }
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
  if (openDirectory !== undefined) throw new KeyStoreError("open", `${openDirectory} is still open`);
  const library = load(options.library ?? nssLibrary);
  if (!library.ok) return library;
  const nss = library.value;
  if (nss.NSS_Initialize(`sql:${directory}`, "", "", "secmod.db", 0) !== 0) {
    return refused({ code: "KEY_STORE_NOT_USABLE", detail: `${directory}: ${lastFault(nss)}` });
  }
  openDirectory = directory;
  const slot = nss.PK11_GetInternalKeySlot();
  const refusal = await logIn(nss, slot, options.password);
  if (refusal !== undefined) {
    shutDown(nss, slot);
    return refused(refusal);
  }
  return accepted({ nss, slot, directory, close: () => shutDown(nss, slot) });
};
