import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { Language } from "#platform/html/language.ts";

/** Which screen this is: the documents' id where they have one (docs/adding-a-screen.md), and its name. */
export interface Screen {
  readonly id: string;
  readonly name: Bilingual;
}

/** One entry of the menu or of the breadcrumb. */
export interface Place {
  readonly name: Bilingual;
  readonly path: string;
}

/** Who is logged in, as the pages show it. */
export interface Visitor {
  readonly userName: string;
  /** Login ID; Shinkin: contract ID and user ID. */
  readonly identity: string;
  /** Menu of this visitor. */
  readonly menu: readonly Place[];
}

/** What every page needs besides its own content. Made once for each request. */
export interface PageContext {
  readonly language: Language;
  readonly institution: InstitutionPolicy;
  /** For the forms of this page. */
  readonly csrfToken: string;
  readonly now: Temporal.Instant;
  /** A page that can be fetched, to which a change of language returns. */
  readonly path: string;
  readonly supportId: string;
  readonly visitor?: Visitor;
}

/** The text in the page's language. */
export const inLanguage = (page: Pick<PageContext, "language">, text: Bilingual): string =>
  text[page.language];
