import { auditFigures, type AuditFigures } from "#domain/audit/figures.ts";
import type { DomainContext } from "#domain/context.ts";
import type { Finding } from "./check.ts";

const NAME = "audit record";
/** A running worker gives a row its place within a second or so. */
const LONGEST_WAIT_SECONDS = 60;
/** Checkpoints are signed every few minutes where there is something to sign. */
const OLDEST_CHECKPOINT_SECONDS = 3600;

const faultsOf = ({
  institutionCode,
  oldestUnlinkedSeconds,
  uncovered,
  checkpointSeconds,
}: AuditFigures): string[] => {
  const faults: string[] = [];
  if (oldestUnlinkedSeconds > LONGEST_WAIT_SECONDS) {
    faults.push(`${institutionCode}: rows wait ${Math.round(oldestUnlinkedSeconds)} s for their place`);
  }
  if (uncovered > 0 && (checkpointSeconds ?? Infinity) > OLDEST_CHECKPOINT_SECONDS) {
    faults.push(`${institutionCode}: ${uncovered} rows are in no signed checkpoint`);
  }
  return faults;
};

/**
 * Whether rows get their place and their signature in time. Whether they are sound, `tegata audit verify` tells: that
 * reads all of them.
 */
export const checkAudit = async (context: DomainContext): Promise<Finding> => {
  const faults = (await auditFigures(context)).flatMap(faultsOf);
  if (faults.length === 0) return { name: NAME, state: "good", detail: "linked and signed up to now" };
  // Nobody links while the program is stopped, which is no fault of the record.
  return { name: NAME, state: "unknown", detail: `${faults.join("; ")}: does a worker run?` };
};
