import pg from "pg";

/**
 * The schema of a migrated database as text: tables, keys and checks, indexes, functions, triggers, row-level security
 * and rights. Sorted by name and free of anything that differs between two servers, so that two texts can be compared.
 * (The PostgreSQL that comes with the program has no pg_dump.)
 */

const HEADING = `-- The schema after all migrations, for reading and for review. Generated
-- by tools/dump-schema.ts; a test compares it with the migrations. Change the schema by a new migration.
`;

const TABLES = `
  select c.oid, c.relname as name, c.relrowsecurity as secured
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname collate "C"`;

const COLUMNS = `
  select a.attrelid as oid, format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attidentity = 'a' then ' generated always as identity'
         when a.attgenerated <> '' then format(' generated always as (%s) %s', pg_get_expr(d.adbin, d.adrelid),
           case a.attgenerated when 's' then 'stored' else 'virtual' end)
         when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end,
    case when a.attnotnull then ' not null' else '' end) as line
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped order by a.attnum`;

const CONSTRAINTS = `
  select conrelid as oid, format('  constraint %I %s', conname, pg_get_constraintdef(oid)) as line
  from pg_constraint where conrelid <> 0 and contype <> 'n' and contype <> 't'
  order by array_position(array['p', 'u', 'f', 'c'], contype::text), conname collate "C"`;

const INDEXES = `
  select i.indrelid as oid, pg_get_indexdef(i.indexrelid) || ';' as line
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid)
  order by c.relname collate "C"`;

const TRIGGERS = `
  select tgrelid as oid, pg_get_triggerdef(oid) || ';' as line
  from pg_trigger where not tgisinternal order by tgname collate "C"`;

const POLICIES = `
  select polrelid as oid, format('create policy %I on %s using (%s)%s;', polname, polrelid::regclass,
    pg_get_expr(polqual, polrelid),
    case when polwithcheck is null then '' else format(' with check (%s)', pg_get_expr(polwithcheck, polrelid)) end) as line
  from pg_policy order by polname collate "C"`;

const TABLE_RIGHTS = `
  select c.oid, format('grant %s on %I to %s;', string_agg(lower(a.privilege_type), ', ' order by a.privilege_type),
    c.relname, coalesce(r.rolname, 'public')) as line
  from pg_class c cross join lateral aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
  where a.grantee <> c.relowner group by c.oid, c.relname, r.rolname order by r.rolname collate "C"`;

const FUNCTIONS = `
  select p.oid, pg_get_functiondef(p.oid) || ';' as line
  from pg_proc p where p.pronamespace = 'public'::regnamespace
  order by p.proname collate "C", pg_get_function_identity_arguments(p.oid)`;

const FUNCTION_RIGHTS = `
  select p.oid, format('%s on function %s to %s;', 'grant execute', p.oid::regprocedure,
    coalesce(r.rolname, 'public')) as line
  from pg_proc p cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  left join pg_roles r on r.oid = a.grantee
  where p.pronamespace = 'public'::regnamespace and a.grantee <> p.proowner order by r.rolname collate "C"`;

interface Line {
  readonly oid: number;
  readonly line: string;
}

/** The schema `public` of the database, as text. */
export const schemaText = async (connectionString: string): Promise<string> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const linesOf = async (query: string): Promise<(oid: number) => string[]> => {
      const { rows } = await client.query<Line>(query);
      return (oid) =>
        rows.filter((row) => row.oid === oid).map((row) => row.line.replaceAll(/[ \t]+$/gm, ""));
    };
    const columns = await linesOf(COLUMNS);
    const constraints = await linesOf(CONSTRAINTS);
    const after = [
      await linesOf(INDEXES),
      await linesOf(TRIGGERS),
      await linesOf(POLICIES),
      await linesOf(TABLE_RIGHTS),
    ];
    const tables = await client.query<{ oid: number; name: string; secured: boolean }>(TABLES);
    const texts = tables.rows.map(({ oid, name, secured }) =>
      [
        `create table ${name} (\n${[...columns(oid), ...constraints(oid)].join(",\n")}\n);`,
        ...(secured ? [`alter table ${name} enable row level security;`] : []),
        ...after.flatMap((lines) => lines(oid)),
      ].join("\n"),
    );
    const rights = await linesOf(FUNCTION_RIGHTS);
    const functions = await client.query<Line>(FUNCTIONS);
    const functionTexts = functions.rows.map(({ oid, line }) =>
      [line.replaceAll(/[ \t]+$/gm, ""), ...rights(oid)].join("\n"),
    );
    return `${[HEADING, ...texts, ...functionTexts].join("\n\n").replaceAll(/\n{3,}/g, "\n\n")}\n`;
  } finally {
    await client.end();
  }
};
