import { invariant } from "#shared/invariant.ts";
import { refused } from "#shared/result.ts";
import type { KeyReference, KeyStore, KeyStoreRefusal } from "./key-store.ts";

const unknown = (
  reference: KeyReference,
  stores: readonly KeyStore[],
): { readonly ok: false; readonly refusal: KeyStoreRefusal } =>
  refused({
    code: "KEY_STORE_UNKNOWN",
    detail: `there is no key store for ${reference}; there are: ${stores.map(({ scheme }) => scheme).join(", ")}`,
  });

/**
 * Several key stores as one: the scheme of a reference says which. So an authority may have its root in a file that
 * is brought out once a year and its issuing key on a token.
 */
export const keyStoreByScheme = (
  stores: readonly KeyStore[],
  /** The scheme of the store in which a key of this name is made. */
  schemeOfNew: (name: string) => string,
): KeyStore => {
  const storeOf = (reference: KeyReference): KeyStore | undefined =>
    stores.find(({ scheme }) => reference.startsWith(`${scheme}:`));
  return {
    scheme: stores.map(({ scheme }) => scheme).join("+"),
    referenceOf: (name) => {
      const wanted = schemeOfNew(name);
      const store = stores.find(({ scheme }) => scheme === wanted);
      invariant(store !== undefined, `there is a key store ${wanted}`);
      return store.referenceOf(name);
    },
    generate: async (reference, algorithm) =>
      storeOf(reference)?.generate(reference, algorithm) ?? unknown(reference, stores),
    signer: async (reference) => storeOf(reference)?.signer(reference) ?? unknown(reference, stores),
    list: async () => {
      const lists = await Promise.all(stores.map((store) => store.list()));
      return lists.flat().sort((left, right) => (left.reference < right.reference ? -1 : 1));
    },
  };
};
