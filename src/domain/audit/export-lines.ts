import { z } from "zod";
import type { CheckpointRow } from "./checkpoint.store.ts";
import type { AuditPublicKey } from "./note.ts";
import { encodeRow, ROW_VERSION, type EventColumns, type LinkedRow } from "./row.ts";

/**
 * Lines of an export (docs/operating/audit.md): JSON Lines, each line with a `type`. Lines of rows are, byte for byte,
 * what was hashed.
 */

/** Name and version of the format. */
const FORMAT = "tegata-audit";
const VERSION = 1;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const institution = z.string().regex(/^[0-9]{4}$/);
const sequence = z.int().min(1);
const nullable = z.string().nullable();

const headerSchema = z.strictObject({
  type: z.literal("header"),
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  institution,
  /** Place of the first row in this export. */
  first: sequence,
  /** Hash of the row before it; 64 zeros before the first row of all. */
  previous: digest,
  exportedAt: z.string().max(40),
});

const keySchema = z.strictObject({
  type: z.literal("key"),
  generation: z.int().min(1),
  /** SubjectPublicKeyInfo, DER in base64. */
  publicKey: z.base64().max(4_000),
});

const eventSchema = z.strictObject({
  actor: nullable,
  actorKind: z.string(),
  address: nullable,
  at: z.string(),
  certificateSerial: nullable,
  contractId: nullable,
  event: z.string(),
  eventId: z.int(),
  facts: z.string(),
  institution: z.string(),
  previous: digest,
  sequence,
  supportId: nullable,
  type: z.literal("event"),
  userId: nullable,
  version: z.literal(ROW_VERSION),
});

const checkpointSchema = z.strictObject({
  type: z.literal("checkpoint"),
  sequence,
  note: z.string().max(4_000),
});

const endSchema = z.strictObject({
  type: z.literal("end"),
  /** Place and hash of the last row; `first - 1` and `previous` of the header where there is none. */
  last: z.int().min(0),
  hash: digest,
  rows: z.int().min(0),
});

const lineSchema = z.discriminatedUnion("type", [
  headerSchema,
  keySchema,
  eventSchema,
  checkpointSchema,
  endSchema,
]);

export type HeaderLine = z.infer<typeof headerSchema>;
export type EndLine = z.infer<typeof endSchema>;
/** One line of an export. */
export type ExportLine =
  | HeaderLine
  | EndLine
  | z.infer<typeof checkpointSchema>
  | { readonly type: "key"; readonly key: AuditPublicKey }
  | { readonly type: "event"; readonly row: LinkedRow };

const toRow = (line: z.infer<typeof eventSchema>): LinkedRow => {
  const { institution: institutionCode, type: _, version: __, ...columns } = line;
  return { institutionCode, ...columns };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Takes a line apart; undefined where it is none of ours. */
export const parseLine = (text: string): ExportLine | undefined => {
  const parsed = lineSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { data } = parsed;
  if (data.type === "event") {
    const row = toRow(data);
    // The bytes are what was hashed: the same row written otherwise is not the same.
    return encodeRow(row) === text ? { type: "event", row } : undefined;
  }
  if (data.type === "key") {
    const publicKeyInfo = Buffer.from(data.publicKey, "base64");
    return { type: "key", key: { generation: data.generation, publicKeyInfo } };
  }
  return data;
};

export const headerLine = (given: {
  readonly institutionCode: string;
  readonly first: number;
  readonly previous: string;
  readonly exportedAt: Temporal.Instant;
}): string =>
  JSON.stringify({
    type: "header",
    format: FORMAT,
    version: VERSION,
    institution: given.institutionCode,
    first: given.first,
    previous: given.previous,
    exportedAt: given.exportedAt.toString(),
  } satisfies HeaderLine);

export const keyLine = ({ generation, publicKeyInfo }: AuditPublicKey): string =>
  JSON.stringify({ type: "key", generation, publicKey: publicKeyInfo.toString("base64") });

export const checkpointLine = ({ sequence: place, note }: CheckpointRow): string =>
  JSON.stringify({ type: "checkpoint", sequence: place, note });

export const endLine = (end: Omit<EndLine, "type">): string => JSON.stringify({ type: "end", ...end });

/** Columns of a row without its place. */
export const columnsOf = (row: LinkedRow): EventColumns => {
  const { sequence: _, previous: __, ...columns } = row;
  return columns;
};
