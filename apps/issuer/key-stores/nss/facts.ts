import type { KeyStoreFacts } from "../../core/key-store.ts";
import { nssKeyAlgorithmNames } from "./key-algorithms.ts";

/** What NSS's own software token promises: less than its attributes say (a test exports a key with pk12util). */
export const nssFacts = (location: string): KeyStoreFacts => ({
  kind: "nss",
  name: { ja: "NSS データベース", en: "NSS database" },
  keyAlgorithms: nssKeyAlgorithmNames,
  location,
  protection: "software",
  // The key is marked as not extractable, and pk12util takes it out all the same.
  exportable: true,
  statement: {
    ja: "秘密鍵はソフトウェアで保管されます。取り出し不可の印は付きますが、この OS ユーザで動くプログラム（pk12util など）は取り出せます。",
    en: "The private key is kept by software. It is marked as not extractable, but programs that run as this OS user (pk12util, for example) can take it out.",
  },
});
