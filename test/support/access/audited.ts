import type { PortalWorld } from "../portal.ts";

/** The number of the newest row of the audit record: every change of state writes one. */
export const newestAuditRow = async ({ context }: PortalWorld): Promise<number> => {
  const [row] = await context.database.asOwner<{ newest: string | null }>(
    "select max(event_id) as newest from audit_event",
  );
  return Number(row?.newest ?? 0);
};

/** Whom the rows written after that one are about: institution and user. */
export const subjectsAfter = async ({ context }: PortalWorld, row: number): Promise<string[]> => {
  const rows = await context.database.asOwner<{ subject: string }>(
    "select institution_code || '/' || coalesce(user_id, '') as subject from audit_event where event_id > $1",
    [row],
  );
  return rows.map(({ subject }) => subject);
};
