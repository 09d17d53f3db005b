const WINDOW_MILLISECONDS = 60_000;
/** Addresses that are counted; with more, counting begins anew. */
const MOST_ADDRESSES = 20_000;

/**
 * Counts what each address takes within a minute, where the server's own limit does not see it.
 *
 * @param perMinute 0: no limit
 */
export const addressAllowance = (perMinute: number): ((address: string) => boolean) => {
  const taken = new Map<string, number>();
  let from = performance.now();
  return (address) => {
    if (perMinute === 0) return true;
    if (performance.now() - from >= WINDOW_MILLISECONDS || taken.size >= MOST_ADDRESSES) {
      taken.clear();
      from = performance.now();
    }
    const count = (taken.get(address) ?? 0) + 1;
    taken.set(address, count);
    return count <= perMinute;
  };
};
