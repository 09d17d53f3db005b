import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import type { Signer } from "#pki/signer.ts";
import type { AuthorityKeyAlgorithm, KeyReference, KeyStore } from "#platform/key-store/key-store.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Family } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { issuingIdOf, responderIdOf, rootIdOf } from "./names.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";

/** A key that is in the key store. */
export interface ReadyKey {
  readonly reference: string;
  readonly signer: Signer;
  /** Left by a run that was interrupted. */
  readonly wasThere: boolean;
}

/** Makes a key, or takes the one that an interrupted run left. A key of another type is not what was asked for. */
export const readyKey = async (
  keyStore: KeyStore,
  reference: KeyReference,
  algorithm: AuthorityKeyAlgorithm,
): Promise<Result<ReadyKey, Refusal<AuthorityRefusalCode>>> => {
  const made = await keyStore.generate(reference, algorithm);
  if (made.ok) return accepted({ reference, signer: made.value, wasThere: false });
  const found = made.refusal.code === "KEY_EXISTS" ? await keyStore.signer(reference) : made;
  if (!found.ok) {
    const { code, detail } = found.refusal;
    return refused({
      code: "AUTHORITY_KEY_UNAVAILABLE",
      detail: `${code}: ${detail}`,
      facts: { key: reference },
    });
  }
  const type = keyAlgorithmNameOf(found.value.publicKeyInfo) ?? "unknown";
  return type === algorithm
    ? accepted({ reference, signer: found.value, wasThere: true })
    : refused({
        code: "AUTHORITY_KEY_OF_OTHER_TYPE",
        detail: `${reference} is ${type}, asked for was ${algorithm}`,
        facts: { key: reference, found: type, wanted: algorithm },
      });
};

/** The keys of a family's authorities. */
export interface FamilyKeys {
  readonly family: Family;
  readonly root: ReadyKey;
  readonly issuing: ReadyKey;
  readonly responder: ReadyKey;
}

/** Makes all keys of a family, one file each. */
export const readyKeys = async (
  keyStore: KeyStore,
  family: Family,
  algorithms: {
    readonly rootKeyAlgorithm: AuthorityKeyAlgorithm;
    readonly issuingKeyAlgorithm: AuthorityKeyAlgorithm;
  },
): Promise<Result<FamilyKeys, Refusal<AuthorityRefusalCode>>> => {
  const issuingId = issuingIdOf(family, 1);
  const root = await readyKey(keyStore, keyStore.referenceOf(rootIdOf(family)), algorithms.rootKeyAlgorithm);
  if (!root.ok) return root;
  const issuing = await readyKey(keyStore, keyStore.referenceOf(issuingId), algorithms.issuingKeyAlgorithm);
  if (!issuing.ok) return issuing;
  const responder = await readyKey(
    keyStore,
    keyStore.referenceOf(responderIdOf(issuingId)),
    algorithms.issuingKeyAlgorithm,
  );
  if (!responder.ok) return responder;
  return accepted({ family, root: root.value, issuing: issuing.value, responder: responder.value });
};
