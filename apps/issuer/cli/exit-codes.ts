import type { FailureKind } from "../core/failure.ts";

/** Exit codes of `tegata-issuer`; docs/issuer.md lists them. */
export const EXIT = { success: 0, fault: 1, doctorFound: 1 } as const;

/** The exit code of each kind of failure. */
export const exitCodes: Readonly<Record<FailureKind, number>> = {
  input: 2,
  refused: 3,
  network: 4,
  unavailable: 5,
  keyStore: 6,
  unsupported: 7,
  notFound: 8,
  cancelled: 130,
};
