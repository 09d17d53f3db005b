import { checkPrimeSync, generatePrimeSync } from "node:crypto";
import { RSA_IDENTIFIER } from "../algorithms.ts";
import { bitString, integer, sequence } from "../der/writer.ts";

/** Products of primes for the tests of weak RSA keys. */

const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true });

const nextPrime = (from: bigint): bigint => {
  let candidate = from | 1n;
  while (!checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
};

/** A number of exactly `bits` bits that is the product of two primes, and of `factor` where one is given. */
export const modulusOfBits = (bits: number, factor?: bigint): bigint => {
  const factorBits = factor === undefined ? 0 : factor.toString(2).length;
  const half = Math.floor(bits / 2);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const modulus = (factor ?? 1n) * prime(half) * prime(bits - half - factorBits);
    if (modulus.toString(2).length === bits) return modulus;
  }
  throw new Error(`no modulus of ${bits} bits with factor ${factor}`);
};

const sound = new Map<number, bigint>();

/** A sound modulus of a size, the same one each time: making primes is slow. */
export const soundModulus = (bits: number): bigint => {
  const modulus = sound.get(bits) ?? modulusOfBits(bits);
  sound.set(bits, modulus);
  return modulus;
};

/** SubjectPublicKeyInfo of an RSA key, whatever its numbers are. */
export const rsaPublicKeyInfo = (modulus: bigint, exponent = 65_537n): Buffer =>
  sequence(RSA_IDENTIFIER, bitString(sequence(integer(modulus), integer(exponent))));

/** A modulus whose primes differ in their lower bits only (CVE-2022-26320). */
export const closeModulus = (bits: number): bigint => {
  const first = prime(bits / 2);
  return first * nextPrime(first + 2n);
};

const powerModulo = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
};

/** Product of the first `count` primes. */
const primorial = (count: number): bigint => {
  let product = 1n;
  let found = 0;
  for (let candidate = 2n; found < count; candidate += 1n) {
    if (!checkPrimeSync(candidate)) continue;
    product *= candidate;
    found += 1;
  }
  return product;
};

/** A prime of 1,024 bits as the library of CVE-2017-15361 makes them: k·M + (65537^a mod M). */
const rocaPrime = (exponent: bigint): bigint => {
  const modulus = primorial(126);
  const rest = powerModulo(65_537n, exponent, modulus);
  let multiple = (3n << 1022n) / modulus;
  for (;;) {
    const candidate = multiple * modulus + rest;
    if (checkPrimeSync(candidate)) return candidate;
    multiple += 1n;
  }
};

/** A modulus of 2,048 bits with the ROCA weakness. */
export const rocaModulus = (): bigint => rocaPrime(0x1234_5678n) * rocaPrime(0xfedc_ba98n);
