import pg from "pg";
import { invariant } from "#shared/invariant.ts";

const { INT8: BIGINT } = pg.types.builtins;

/** A `bigint` column as a number: run numbers and counts, which never come near 2^53. */
const readBigint = (text: string): number => {
  const value = Number(text);
  invariant(Number.isSafeInteger(value), `bigint beyond 2^53: ${text}`);
  return value;
};

/** How values come out of PostgreSQL: pg's own ways, but `bigint` is a number. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === BIGINT && format !== "binary" ? readBigint : pg.types.getTypeParser(oid, format),
};
