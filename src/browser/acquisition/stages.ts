import { elementOf } from "../shared/element.ts";

/** The parts of the page, one of which is shown at a time; all of them come from the server (TACQ001, view.ts). */
export type Stage = "choose" | "proof" | "confirm" | "working" | "done";

const isShown = (element: HTMLElement, stage: Stage): boolean => element.dataset["stage"] === stage;

const sections = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-stage]")];

/** Shows one part and says so to whoever does not see it: its heading takes the focus. */
export const show = (stage: Stage): void => {
  hideProblem();
  for (const section of sections()) section.hidden = !isShown(section, stage);
  const heading = sections()
    .find((section) => isShown(section, stage))
    ?.querySelector("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  elementOf("main", HTMLElement).scrollIntoView();
};

/** What went wrong, in the visitor's language. */
export interface Problem {
  readonly cause: string;
  readonly action: string;
  readonly code: string;
  /** Only the server knows one. */
  readonly supportId?: string;
}

const write = (id: string, text: string): void => {
  elementOf(id, HTMLElement).textContent = text;
};

export const showProblem = (problem: Problem): void => {
  const banner = elementOf("problem", HTMLElement);
  write("problem-cause", problem.cause);
  write("problem-action", problem.action);
  write("problem-code", problem.code);
  write("problem-support", problem.supportId ?? "");
  elementOf("problem-support-row", HTMLElement).hidden = problem.supportId === undefined;
  banner.hidden = false;
  banner.focus();
};

export const hideProblem = (): void => {
  elementOf("problem", HTMLElement).hidden = true;
};
