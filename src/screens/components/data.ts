import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";

/** Label and value pairs: what a confirmation page asks the reader to check. */
export const facts = (pairs: readonly (readonly [string, HtmlValue])[]): Fragment =>
  html`<dl class="facts">${pairs.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;

export interface Column {
  readonly label: string;
  /** The column of buttons: no label before each of them on narrow screens. */
  readonly isAction?: boolean;
}

/**
 * A table that becomes a list of cards on narrow screens. The roles repeat what the elements say, because browsers
 * forget a table's meaning once its display is changed. The first cell of each row names the row.
 */
export const table = (
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly HtmlValue[])[],
): Fragment => {
  const cell = (value: HtmlValue, index: number): Fragment => {
    const column = columns[index];
    const label = column?.label ?? "";
    if (index === 0) {
      return html`<th scope="row" role="rowheader" data-label="${label}"><span>${value}</span></th>`;
    }
    return column?.isAction === true
      ? html`<td role="cell" class="cell-action">${value}</td>`
      : html`<td role="cell" data-label="${label}"><span>${value}</span></td>`;
  };
  const heads = columns.map(
    ({ label, isAction = false }) =>
      html`<th scope="col" role="columnheader" ${attributes({ class: isAction ? "cell-action" : undefined })}>${label}</th>`,
  );
  const lines = rows.map((row) => html`<tr role="row">${row.map(cell)}</tr>`);
  return html`<table class="table" role="table"><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">${lines}</tbody></table>`;
};

/** What stands where a list is empty. */
export const emptyState = (text: string): Fragment => html`<p class="empty">${text}</p>`;

export type ChipTone = "neutral" | "success" | "warning" | "error";

/** A state in a word. */
export const chip = (label: string, tone: ChipTone): Fragment =>
  html`<span class="chip chip-${tone}">${label}</span>`;
