import { closePrimes } from "./fermat.ts";
import { hasRocaFingerprint } from "./roca.ts";
import { smallFactor } from "./small-factor.ts";

/** What is wrong with an RSA key. */
export interface RsaKeyFault {
  readonly code: "KEY_INVALID" | "KEY_WEAK";
  readonly detail: string;
}

const LEAST_EXPONENT = 65_537n;
/** NIST SP 800-56B section 6.2: below 2^256. It bounds the cost of a verification too. */
const EXPONENT_LIMIT = 1n << 256n;
/** Steps of Fermat's method: finds primes that differ in their lower half only. */
const FERMAT_ROUNDS = 100;

const exponentFault = (exponent: bigint): RsaKeyFault | undefined => {
  if (exponent % 2n === 0n) return { code: "KEY_INVALID", detail: "the public exponent is even" };
  if (exponent < LEAST_EXPONENT) return { code: "KEY_WEAK", detail: `the public exponent is ${exponent}` };
  if (exponent >= EXPONENT_LIMIT)
    return { code: "KEY_WEAK", detail: "the public exponent has more than 256 bits" };
  return undefined;
};

/** The first fault of an RSA key, cheap tests first; undefined if none is found. Its size is judged elsewhere. */
export const rsaKeyFault = (modulus: bigint, exponent: bigint): RsaKeyFault | undefined => {
  const fault = exponentFault(exponent);
  if (fault !== undefined) return fault;
  if (modulus % 2n === 0n) return { code: "KEY_INVALID", detail: "the modulus is even" };
  const factor = smallFactor(modulus);
  if (factor !== undefined) return { code: "KEY_WEAK", detail: `the modulus is divisible by ${factor}` };
  if (hasRocaFingerprint(modulus))
    return { code: "KEY_WEAK", detail: "the modulus has the fingerprint of ROCA" };
  if (closePrimes(modulus, FERMAT_ROUNDS) !== undefined) {
    return { code: "KEY_WEAK", detail: "the primes of the modulus are close together" };
  }
  return undefined;
};
