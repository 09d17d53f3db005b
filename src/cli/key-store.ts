import { Option } from "commander";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import type { Config } from "../config.ts";
import { KEY_PLACES, keyStores, type KeyPlace } from "../system/key-stores.ts";
import { EnvironmentError } from "./exit.ts";

/** Where keys that a command makes are put. */
export interface KeyPlaces {
  readonly rootKeysIn?: KeyPlace;
  /** Of issuing authorities and their OCSP responders. */
  readonly issuingKeysIn?: KeyPlace;
}

/** `--root-keys-in`, `--issuing-keys-in`. */
export const keyPlaceOption = (flag: string, description: string): Option =>
  new Option(`${flag} <place>`, description).choices(KEY_PLACES).default("file");

const isRoot = (name: string): boolean => name.endsWith("-root");

/** The keys of the settings; asks for the passphrase or the PIN at the terminal where no file is named. */
export const keyStoreOf = (config: Config, isNew: boolean, places: KeyPlaces = {}): KeyStore => {
  const { rootKeysIn = "file", issuingKeysIn = "file" } = places;
  return keyStores(config, {
    fault: (message) => new EnvironmentError(message),
    terminal: { input: process.stdin, output: process.stderr },
    isNew,
    placeOfNew: (name) => (isRoot(name) ? rootKeysIn : issuingKeysIn),
  });
};

/** Where new keys are now, and what is to be done about it. */
export const describeKeyPlaces = (
  config: Config,
  { rootKeysIn = "file", issuingKeysIn = "file" }: KeyPlaces,
): string => {
  const files = `${config.keyDirectory} (back them up, with the passphrase kept elsewhere)`;
  const token = `token ${config.pkcs11?.token ?? ""} (back it up as its maker says)`;
  const places = new Set([rootKeysIn, issuingKeysIn]);
  return [...(places.has("file") ? [files] : []), ...(places.has("pkcs11") ? [token] : [])].join("; ");
};
