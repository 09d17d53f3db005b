import type { EcCurve } from "../algorithms.ts";

const UNCOMPRESSED = 0x04;

const coordinate = (octets: Buffer): bigint => BigInt(`0x${octets.toString("hex")}`);

/**
 * What is wrong with a public point; undefined if nothing is. Uncompressed form only (RFC 5480 section 2.2), both
 * coordinates below p, on the curve (NIST SP 800-56A section 5.6.2.3.4). The curves of the table have cofactor 1, so
 * that every such point has the right order; infinity has another form and is refused with the form.
 */
export const ecPointFault = (curve: EcCurve, point: Buffer): string | undefined => {
  if (point.length !== 1 + 2 * curve.fieldBytes || point[0] !== UNCOMPRESSED) {
    return "the point is not in uncompressed form";
  }
  const x = coordinate(point.subarray(1, 1 + curve.fieldBytes));
  const y = coordinate(point.subarray(1 + curve.fieldBytes));
  if (x >= curve.p || y >= curve.p) return "a coordinate lies outside the field";
  const difference = y * y - (x * x * x - 3n * x + curve.b);
  return difference % curve.p === 0n ? undefined : `the point is not on ${curve.name}`;
};
