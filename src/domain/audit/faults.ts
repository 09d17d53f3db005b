/** What can be wrong with an audit record. Stable: programs watch for these words. */
export const auditFaultCodes = {
  ROW_CHANGED: "the row is not the one that was linked here",
  ROW_DELETED: "a row is gone",
  ROW_INSERTED: "a row stands here that was never linked",
  ROW_MOVED: "a row stands in another's place",
  ROW_UNLINKED: "a row stands among those that are linked, and is not one of them",
  ROW_WAITING: "a row has been waiting too long for its link",
  LINK_CHANGED: "the recorded hash of the row is not the one that was written",
  TAIL_MISSING: "rows are gone that a checkpoint covers",
  CHECKPOINT_CHANGED: "the checkpoint cannot be read, or its signature is not that of a known key",
  CHECKPOINT_DELETED: "a checkpoint is gone: the next one names another predecessor",
  CHECKPOINT_CONTRADICTED: "a signed checkpoint says otherwise: the record was written anew",
  LINE_MALFORMED: "a line is none of an export",
  FILE_GAP: "the files do not continue one another",
  FILE_INCOMPLETE: "the export was not finished",
} as const;

export type AuditFaultCode = keyof typeof auditFaultCodes;

/** One thing that is wrong, as near to the row as it can be told. */
export interface AuditFault {
  readonly code: AuditFaultCode;
  /** Place in the chain; undefined for rows that have none. */
  readonly sequence: number | undefined;
  readonly eventId: number | undefined;
  /** What the row itself says, which may be the forgery. */
  readonly at: string | undefined;
  readonly event: string | undefined;
  readonly detail: string;
}

/** Faults are told up to this number, then only counted. */
export const MOST_FAULTS_TOLD = 100;

/** What a verification found. */
export interface VerifyReport {
  readonly institutionCode: string;
  /** First and last place in the chain; 0 where there is no row. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly lastDigest: string;
  readonly rows: number;
  readonly checkpoints: number;
  /** The last row that a checkpoint with a valid signature covers; 0: none. */
  readonly coveredSequence: number;
  readonly coveredAt: string | undefined;
  /** Checkpoints from elsewhere that were compared. */
  readonly outsideCheckpoints: number;
  /** Rows that have no place yet and have not waited too long; in the database only. */
  readonly waiting: number;
  readonly faultCount: number;
  /** The first ones, in the order of the chain. */
  readonly faults: readonly AuditFault[];
}
