/** A target with a bug behind four comparisons, for the fuzzer's own test. */
export const fuzz = (data: Buffer): void => {
  if (data[0] !== 0x54) return;
  if (data[1] !== 0x47) return;
  if (data[2] === 0x9d) {
    if (data.length > 3 && data[3] === 0xe1) throw new RangeError("planted");
  }
};
