/** RFC 4648 section 6, in lower case: every character may stand in a DNS label. */
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** Lower-case base32 without padding; `bytes` must be a multiple of 5 long, so that no bit is left over. */
export const base32 = (bytes: Buffer): string => {
  let text = "";
  for (let start = 0; start + 5 <= bytes.length; start += 5) {
    const group = BigInt(`0x${bytes.subarray(start, start + 5).toString("hex")}`);
    for (let shift = 35n; shift >= 0n; shift -= 5n) text += ALPHABET.charAt(Number((group >> shift) & 31n));
  }
  return text;
};
