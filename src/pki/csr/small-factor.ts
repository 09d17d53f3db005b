/** Primes below this are tried as factors. */
const LIMIT = 2000;

const primesBelow = (limit: number): number[] => {
  const primes: number[] = [];
  for (let candidate = 3; candidate < limit; candidate += 2) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
};

interface PrimeGroup {
  /** Below 2^52, so that the rest modulo it is an exact number. */
  readonly product: bigint;
  readonly primes: readonly number[];
}

const groupsOf = (primes: readonly number[]): PrimeGroup[] => {
  const groups: { product: number; primes: number[] }[] = [];
  for (const prime of primes) {
    const last = groups.at(-1);
    if (last === undefined || last.product * prime >= 2 ** 52)
      groups.push({ product: prime, primes: [prime] });
    else {
      last.product *= prime;
      last.primes.push(prime);
    }
  }
  return groups.map((group) => ({ product: BigInt(group.product), primes: group.primes }));
};

/** One long division a group instead of one a prime. */
const GROUPS = groupsOf(primesBelow(LIMIT));

/** An odd prime below 2,000 that divides the number; undefined where there is none. */
export const smallFactor = (number: bigint): number | undefined => {
  for (const { product, primes } of GROUPS) {
    const rest = Number(number % product);
    const factor = primes.find((prime) => rest % prime === 0);
    if (factor !== undefined) return factor;
  }
  return undefined;
};
