import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import { keyStoreByScheme } from "#platform/key-store/by-scheme.ts";
import type { Terminal } from "#platform/key-store/hidden-input.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { passphraseFromFile, promptPassphrase } from "#platform/key-store/passphrase.ts";
import { pinFromFile, promptPin } from "#platform/key-store/pin.ts";
import type { PinSource } from "#platform/key-store/pkcs11/login.ts";
import { pkcs11KeyStore } from "#platform/key-store/pkcs11/pkcs11-key-store.ts";
import { refused, type Result } from "#shared/result.ts";
import type { Config } from "../config.ts";

/** Where new keys are made. */
export type KeyPlace = "file" | "pkcs11";
export const KEY_PLACES: readonly KeyPlace[] = ["file", "pkcs11"];

export interface KeyStoreOptions {
  /** Makes what is thrown where the settings do not open the keys: a fault of the surroundings, told as it is. */
  readonly fault: (message: string) => Error;
  /** Asks a person where no file is named; without it nobody is asked. */
  readonly terminal?: Terminal;
  /** Whether the passphrase is a new one, and so asked for twice. */
  readonly isNew?: boolean;
  /** Where a key of this name is made; in files unless told. Token only where the settings name one. */
  readonly placeOfNew?: (name: string) => KeyPlace;
}

/** Asks once, and remembers. */
const once = <Value>(ask: () => Promise<Value>): (() => Promise<Value>) => {
  let asked: Promise<Value> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
};

const passphraseOf = (config: Config, { fault, terminal, isNew = false }: KeyStoreOptions) => {
  const read = (): Promise<Result<string, string>> => {
    if (config.keyPassphraseFile !== undefined) return passphraseFromFile(config.keyPassphraseFile);
    return terminal === undefined
      ? Promise.resolve(refused("names the file that opens the authorities' keys"))
      : promptPassphrase(terminal, isNew);
  };
  return once(async () => {
    const passphrase = await read();
    if (!passphrase.ok) throw fault(`TEGATA_KEY_PASSPHRASE_FILE: ${passphrase.refusal}`);
    return passphrase.value;
  });
};

const pinOf = (
  { token, pinFile }: NonNullable<Config["pkcs11"]>,
  { terminal }: KeyStoreOptions,
): PinSource => {
  if (pinFile !== undefined) return { read: () => pinFromFile(pinFile), isTypedIn: false };
  if (terminal === undefined) {
    return {
      read: () => Promise.resolve(refused("TEGATA_PKCS11_PIN_FILE names the file with the token's PIN")),
      isTypedIn: false,
    };
  }
  return { read: once(() => promptPin(terminal, token)), isTypedIn: true };
};

/**
 * The authorities' keys wherever the settings say: encrypted files, and a PKCS#11 token where one is named. Nothing
 * is opened or asked for before the first key is needed.
 */
export const keyStores = (config: Config, options: KeyStoreOptions): KeyStore => {
  const files = fileKeyStore({
    directory: config.keyDirectory,
    passphrase: passphraseOf(config, options),
  });
  const { pkcs11 } = config;
  const { placeOfNew = () => "file", fault } = options;
  if (pkcs11 === undefined) {
    return keyStoreByScheme([files], (name) => {
      if (placeOfNew(name) === "file") return files.scheme;
      throw fault("TEGATA_PKCS11_MODULE: names the library of the token on which keys are made");
    });
  }
  const { module, token, tokenSerial, sessions } = pkcs11;
  const onToken = pkcs11KeyStore({
    module,
    token: { label: token, ...(tokenSerial === undefined ? {} : { serial: tokenSerial }) },
    pin: pinOf(pkcs11, options),
    sessions,
  });
  return keyStoreByScheme([files, onToken], placeOfNew);
};
