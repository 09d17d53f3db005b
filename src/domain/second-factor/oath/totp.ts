import { timingSafeEqual } from "node:crypto";
import { hotp, type OathParameters } from "./hotp.ts";

/** How values of time are computed (RFC 6238). */
export interface TotpParameters extends OathParameters {
  /** How long a value is shown: 30 or 60. */
  readonly periodSeconds: number;
}

/** The time step of an instant (RFC 6238 section 4.2, with T0 = 0). */
export const stepAt = (at: Temporal.Instant, periodSeconds: number): number =>
  Math.floor(at.epochMilliseconds / 1000 / periodSeconds);

/** The value of a step. */
export const totpOfStep = (seed: Buffer, step: number, parameters: TotpParameters): string =>
  hotp(seed, step, parameters);

/** The value shown at an instant. */
export const totp = (seed: Buffer, at: Temporal.Instant, parameters: TotpParameters): string =>
  totpOfStep(seed, stepAt(at, parameters.periodSeconds), parameters);

const isEqual = (left: string, right: string): boolean => {
  const [one, other] = [Buffer.from(left, "utf8"), Buffer.from(right, "utf8")];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** The steps from `centre − window` to `centre + window`, none below 0. */
const around = (centre: number, window: number): number[] =>
  Array.from({ length: 2 * window + 1 }, (_, index) => centre - window + index).filter((step) => step >= 0);

/**
 * The latest step near `centre` whose value this is; undefined where it is none of them. All are computed and
 * compared, whichever fits, so that the time taken does not tell.
 */
export const matchingStep = (
  seed: Buffer,
  value: string,
  { centre, window }: { readonly centre: number; readonly window: number },
  parameters: TotpParameters,
): number | undefined => {
  let found: number | undefined;
  for (const step of around(centre, window))
    if (isEqual(totpOfStep(seed, step, parameters), value)) found = step;
  return found;
};

/** The later step of two in a row near `centre` with these values; undefined where there are none. */
export const matchingPair = (
  seed: Buffer,
  [first, second]: readonly [string, string],
  { centre, window }: { readonly centre: number; readonly window: number },
  parameters: TotpParameters,
): number | undefined => {
  let found: number | undefined;
  for (const step of around(centre, window)) {
    const isFirst = step > 0 && isEqual(totpOfStep(seed, step - 1, parameters), first);
    const isSecond = isEqual(totpOfStep(seed, step, parameters), second);
    if (isFirst && isSecond) found = step;
  }
  return found;
};
