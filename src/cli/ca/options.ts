import { Option } from "commander";
import { AUTHORITY_KEY_ALGORITHMS, type AuthorityKeyAlgorithm } from "#platform/key-store/key-store.ts";

/** Times at the terminal: the authorities belong to no institution. */
export const TIME_ZONE = "Asia/Tokyo";

export const keyOption = (flag: string, description: string, preset: AuthorityKeyAlgorithm): Option =>
  new Option(`${flag} <type>`, description).choices(AUTHORITY_KEY_ALGORITHMS).default(preset);
