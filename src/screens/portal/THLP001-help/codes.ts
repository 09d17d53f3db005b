import { refusalTables } from "#domain/refusal/catalogue.ts";
import type { Bilingual, RefusalKind, RefusalText } from "#domain/refusal/refusal.ts";
import { portalRefusals } from "../refusals.ts";

/** One error code as the help explains it. */
export interface ErrorCode {
  readonly code: string;
  readonly kind: RefusalKind;
  readonly cause: Bilingual;
  readonly action: Bilingual;
}

/** What only staff at the operations terminal ever see. */
const ofStaff: ReadonlySet<string> = new Set(["authority", "audit"]);

/** Dates and figures stand in these places when it happens. */
const withoutFacts = ({ ja, en }: Bilingual): Bilingual => ({
  ja: ja.replaceAll(/\{\w+\}/g, "○○"),
  en: en.replaceAll(/\{\w+\}/g, "…"),
});

const entriesOf = (table: Readonly<Record<string, RefusalText>>): ErrorCode[] =>
  Object.entries(table).map(([code, { kind, cause, action }]) => ({
    code,
    kind,
    cause: withoutFacts(cause),
    action: withoutFacts(action),
  }));

/** Every code that a customer can be told, by name: made from the tables of refusals, so that none is forgotten. */
export const errorCodes: readonly ErrorCode[] = [
  ...Object.entries(refusalTables)
    .filter(([name]) => !ofStaff.has(name))
    .flatMap(([, table]) => entriesOf(table)),
  ...entriesOf(portalRefusals),
].toSorted((one, other) => (one.code < other.code ? -1 : 1));

const byCode: ReadonlyMap<string, ErrorCode> = new Map(errorCodes.map((one) => [one.code, one]));

/** What a code means; undefined where no customer is ever told it. */
export const errorCode = (code: string): ErrorCode | undefined => byCode.get(code);
