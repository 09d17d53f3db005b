import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";

/** One piece of work that can be chosen, or the reason why it cannot. */
export interface Task {
  readonly title: string;
  readonly description: string;
  /** Undefined: shown, but not to be chosen; the description says why. */
  readonly path: string | undefined;
}

/** The work that can be chosen on a screen, one card each. */
export const taskList = (tasks: readonly Task[]): Fragment =>
  html`<ul class="tasks" role="list">${tasks.map(({ title, description, path }) =>
    path === undefined
      ? html`<li class="task"><h2>${title}</h2><p>${description}</p></li>`
      : html`<li class="task task-open"><h2><a href="${path}">${title}</a></h2><p>${description}</p></li>`,
  )}</ul>`;
