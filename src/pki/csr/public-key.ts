import { accepted, type Result } from "#shared/result.ts";
import { isSupported } from "../algorithm-support.ts";
import { KEY_ALGORITHMS, type KeyAlgorithmName } from "../algorithms.ts";
import { keyAlgorithmOf, parsePublicKeyInfo, type PublicKey } from "../public-key.ts";
import { pkiRefused, type PkiRefusal } from "../refusal.ts";
import { ecPointFault } from "./ec-point.ts";
import { rsaKeyFault } from "./rsa-key.ts";

type KeyRefusal = PkiRefusal<"KEY_TYPE_NOT_ALLOWED" | "KEY_TOO_SHORT" | "KEY_INVALID" | "KEY_WEAK">;

/** An RSA key shorter than the shortest that is allowed, while RSA as such is. */
const isTooShort = (key: PublicKey, allowed: readonly KeyAlgorithmName[]): boolean => {
  const sizes = allowed
    .map((name) => KEY_ALGORITHMS[name])
    .flatMap((algorithm) => (algorithm.family === "rsa" ? [algorithm.bits] : []));
  return key.kind === "rsa" && sizes.length > 0 && key.modulusBits < Math.min(...sizes);
};

const describe = (key: PublicKey): string => {
  switch (key.kind) {
    case "ec":
      return key.curve.name;
    case "rsa":
      return `RSA of ${key.modulusBits} bits`;
    case "ml-dsa":
      return key.name;
    case "other":
    default:
      return `algorithm ${key.algorithmOid} or its parameters`;
  }
};

/** Checks that a public key is of an allowed type and that its private key cannot simply be computed. */
export const checkPublicKey = (
  publicKeyInfo: Buffer,
  allowed: readonly KeyAlgorithmName[],
  isSupportedHere: (name: KeyAlgorithmName) => boolean = isSupported,
): Result<KeyAlgorithmName, KeyRefusal> => {
  const parsed = parsePublicKeyInfo(publicKeyInfo);
  if (!parsed.ok) return pkiRefused("KEY_INVALID", parsed.refusal.detail);
  const key = parsed.value;
  if (isTooShort(key, allowed)) return pkiRefused("KEY_TOO_SHORT", `${describe(key)} is too short`);
  const algorithm = keyAlgorithmOf(key);
  if (algorithm === undefined || !allowed.includes(algorithm.name)) {
    return pkiRefused("KEY_TYPE_NOT_ALLOWED", `${describe(key)} is not one of ${allowed.join(", ")}`);
  }
  if (!isSupportedHere(algorithm.name)) {
    return pkiRefused(
      "KEY_TYPE_NOT_ALLOWED",
      `the policy allows ${algorithm.name}, this runtime does not have it`,
    );
  }
  if (key.kind === "ec") {
    const fault = ecPointFault(key.curve, key.point);
    if (fault !== undefined) return pkiRefused("KEY_INVALID", fault);
  }
  if (key.kind === "rsa") {
    const fault = rsaKeyFault(key.modulus, key.exponent);
    if (fault !== undefined) return pkiRefused(fault.code, fault.detail);
  }
  return accepted(algorithm.name);
};
