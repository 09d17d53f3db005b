import { pkcs11KeyStore } from "#platform/key-store/pkcs11/pkcs11-key-store.ts";
import { sharedLibrary, type SharedLibrary } from "#platform/key-store/pkcs11/library.ts";
import { accepted } from "#shared/result.ts";

/** Makes a key on a token and kills itself before, while or after the token makes it. */
const [, , module = "", label = "", pin = "", name = "", moment = ""] = process.argv;
const real = sharedLibrary(module);
const die = (): void => {
  process.kill(process.pid, "SIGKILL");
};
const library: SharedLibrary = {
  ...real,
  cryptoki: {
    ...real.cryptoki,
    call: async (called, ...values) => {
      if (called !== "C_GenerateKeyPair") return real.cryptoki.call(called, ...values);
      if (moment === "before") die();
      const under = real.cryptoki.call(called, ...values);
      if (moment.startsWith("while")) setTimeout(die, Number(moment.slice("while".length)));
      await under;
      if (moment === "after") die();
    },
  },
};
const store = pkcs11KeyStore({
  module,
  token: { label },
  pin: { read: () => Promise.resolve(accepted(pin)), isTypedIn: false },
  sessions: 1,
  library: () => library,
});
await store.generate(store.referenceOf(name), "RSA-3072");
