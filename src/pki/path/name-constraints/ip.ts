/** Octets of an address and of an address with its mask. */
const SIZES = new Map([
  [4, 8],
  [16, 32],
]);

/** Whether `base` is an address and a mask whose set bits come first (RFC 4632 section 3.1). */
export const isIpConstraint = (base: Buffer): boolean => {
  if (base.length !== 8 && base.length !== 32) return false;
  const bits = [...base.subarray(base.length / 2)]
    .map((octet) => octet.toString(2).padStart(8, "0"))
    .join("");
  return /^1*0*$/.test(bits);
};

/** Whether `address` is one at all. */
export const isIpAddress = (address: Buffer): boolean => SIZES.has(address.length);

/** Whether an address lies in a network: both of the same family, and the same where the mask is set. */
export const isWithinIp = (address: Buffer, base: Buffer): boolean =>
  base.length === SIZES.get(address.length) &&
  address.every((octet, index) => {
    const mask = base[address.length + index] ?? 0;
    return (octet & mask) === ((base[index] ?? 0) & mask);
  });
