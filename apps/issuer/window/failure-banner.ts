import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import type { Failure } from "../core/failure.ts";
import { codes } from "./frame.ts";
import type { PageContext } from "./frame.ts";

/** One cause, one action, code and support ID. `focus`: it answers what was just sent. */
export const failureBanner = (
  page: PageContext,
  { code, cause, action, supportId }: Failure,
  focus: boolean,
): Fragment =>
  banner({
    tone: "error",
    title: cause[page.language],
    body: html`<p>${action[page.language]}</p>${codes(page, code, supportId)}`,
    focus,
  });
