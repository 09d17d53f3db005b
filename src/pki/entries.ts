/** Keys and values of a table whose keys are all known. */
export const entriesOf = <Key extends string, Value>(
  table: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a constant table has no keys but those of its type
  Object.entries(table) as [Key, Value][];
