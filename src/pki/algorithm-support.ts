import { KEY_ALGORITHMS, type KeyAlgorithmName } from "./algorithms.ts";
import { newPrivateKeySync } from "./key-pair.ts";

/**
 * Whether the OpenSSL of this runtime has an algorithm, found out by making a key, once. RSA is in every build, and
 * making such a key takes too long to be a question.
 */
export const algorithmSupport = (
  makeKey: (name: KeyAlgorithmName) => unknown,
): ((name: KeyAlgorithmName) => boolean) => {
  const known = new Map<KeyAlgorithmName, boolean>();
  const isMade = (name: KeyAlgorithmName): boolean => {
    try {
      makeKey(name);
      return true;
    } catch {
      return false;
    }
  };
  return (name) => {
    if (KEY_ALGORITHMS[name].family === "rsa") return true;
    const isSupported = known.get(name) ?? isMade(name);
    known.set(name, isSupported);
    return isSupported;
  };
};

/** Whether this runtime makes and verifies such keys' signatures. ML-DSA needs OpenSSL 3.5. */
export const isSupported = algorithmSupport(newPrivateKeySync);
