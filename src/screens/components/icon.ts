import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";

/** Drawn for this product; decorative, so hidden from screen readers: the text beside them says the same. */
const icons = {
  info: html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="10" fill="currentColor"/><path d="M12 10.5v6.5M12 7.1v.2" stroke="#fff" stroke-width="2.2" stroke-linecap="round"/></svg>`,
  success: html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="10" fill="currentColor"/><path d="m7.4 12.4 3.1 3.1 6.2-6.6" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  warning: html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M12 2.6 23 21.4H1z" fill="currentColor" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/><path d="M12 9.4v5.2M12 18v.2" stroke="#fff" stroke-width="2.2" stroke-linecap="round"/></svg>`,
  error: html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z" fill="currentColor"/><path d="M12 7v6.3M12 16.8v.2" stroke="#fff" stroke-width="2.2" stroke-linecap="round"/></svg>`,
  check: html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="m5 12.6 4.6 4.6L19 7.4" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  help: html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="9.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M9.3 9.4c.1-1.6 1.2-2.6 2.8-2.6 1.6 0 2.7 1 2.7 2.4 0 1.9-2.7 2-2.7 4.2M12 16.8v.1" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg>`,
  certificate: html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M3 4.5h18v12h-6M9 16.5H3v-12" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/><path d="M6.5 8.5h8" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/><circle cx="12" cy="14" r="3" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="m10.4 16.6-.7 5 2.3-1.3 2.3 1.3-.7-5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/></svg>`,
  /** The mark beside an institution's name: a wooden pass, the product's own, in the institution's colour. */
  pass: html`<svg class="mark" viewBox="0 0 44 44" aria-hidden="true" focusable="false"><rect width="44" height="44" rx="10" fill="currentColor"/><path d="M22 7 33 14.5V36.5H11V14.5Z" fill="#fff"/><circle cx="22" cy="15.5" r="2.3" fill="currentColor"/><path d="M16.5 23.5h11M16.5 29.5h11" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/></svg>`,
} as const;

export type IconName = keyof typeof icons;

export const icon = (name: IconName): Fragment => icons[name];
