import type { TestDatabase } from "./database.ts";

/** Takes the database back to where it was, all tables at once, as restoring a backup does. */
export interface RestorePoint {
  restore(): Promise<void>;
}

interface Table {
  readonly name: string;
  readonly columns: string;
}

const tablesOf = (database: TestDatabase): Promise<Table[]> =>
  database.asOwner<{ name: string; columns: string }>(
    `select table_name as name, string_agg(format('%I', column_name), ', ' order by ordinal_position) as columns
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and is_generated = 'NEVER'
       and table_name <> 'schema_migration'
     group by table_name`,
  );

/** Remembers the contents of all tables. Sequences go on, as they may after a restore. */
export const restorePoint = async (database: TestDatabase): Promise<RestorePoint> => {
  const tables = await tablesOf(database);
  await database.asOwner(
    [
      "create schema if not exists restore_point",
      ...tables.flatMap(({ name, columns }) => [
        `drop table if exists restore_point."${name}"`,
        `create table restore_point."${name}" as select ${columns} from "${name}"`,
      ]),
    ].join(";\n"),
  );
  return {
    restore: async () => {
      await database.asOwner(
        [
          // Neither triggers nor references: what is put back was allowed when it was written.
          "set session_replication_role = replica",
          ...tables.flatMap(({ name, columns }) => [
            `delete from "${name}"`,
            `insert into "${name}" (${columns}) overriding system value select ${columns} from restore_point."${name}"`,
          ]),
        ].join(";\n"),
      );
    },
  };
};
