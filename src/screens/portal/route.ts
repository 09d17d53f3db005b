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
  readonly handle: (visit: SessionVisit) => Promise<Answer> | Answer;
}
