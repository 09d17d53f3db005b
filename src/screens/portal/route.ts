import type { Screen } from "#screens/components/page-context.ts";
import type { Access } from "./access.ts";
import type { Answer, SessionVisit, Visit } from "./visit.ts";

/** One line of the list of screens (routes.ts). */
export type PortalRoute = PublicRoute | SessionRoute;

interface RouteBase {
  readonly screen: Screen;
  readonly method: "GET" | "POST";
  /** `:name` stands for one segment. */
  readonly path: string;
}

/** Open to everybody. */
export interface PublicRoute extends RouteBase {
  readonly access: "anyone";
  readonly handle: (visit: Visit) => Promise<Answer> | Answer;
}

/** For those who are logged in, and may. */
export interface SessionRoute extends RouteBase {
  readonly access: Access;
  /**
   * Reached although something is to be read first (`notices-first.ts`): `any`: the notices themselves; `important`:
   * what an important notice leads to. Unless told, everything else waits.
   */
  readonly duringNotices?: "any" | "important";
  readonly handle: (visit: SessionVisit) => Promise<Answer> | Answer;
}
