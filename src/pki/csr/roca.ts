/**
 * ROCA (CVE-2017-15361; Nemec and others, "The Return of Coppersmith's Attack", 2017): keys of a widespread smart-card
 * library have primes k·M + (65537^a mod M), M a product of the first primes. So the modulus, too, is a power of 65537
 * modulo each of them; a random modulus passes all of these tests about once in 2^27.
 */
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

const powersOf65537 = (modulus: number): ReadonlySet<number> => {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * (65_537 % modulus)) % modulus) powers.add(power);
  return powers;
};

const TESTS = PRIMES.map((prime) => ({ prime: BigInt(prime), powers: powersOf65537(prime) }));

/** Whether a modulus looks as those of that library do. */
export const hasRocaFingerprint = (modulus: bigint): boolean =>
  TESTS.every(({ prime, powers }) => powers.has(Number(modulus % prime)));
