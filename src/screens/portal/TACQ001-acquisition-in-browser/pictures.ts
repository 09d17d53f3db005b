import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";

/**
 * Where to look on the device's own screens: our own drawings, without words, so that they hold for every version and
 * language. Decorative: the text beside them says the same.
 */
const pictures = {
  /** The saved file. */
  file: html`<path d="M58 10h30l16 16v52H58z"/><path d="M88 10v16h16"/><circle class="drawing-sign" cx="73" cy="52" r="7"/><path class="drawing-sign" d="M80 52h15v7M89 52v5"/>`,
  /** An assistant: a field for the password, and the button to go on. */
  wizard: html`<rect x="14" y="8" width="132" height="76" rx="4"/><path class="drawing-soft" d="M15 9h130v12H15z"/><path d="M28 32h58"/><rect class="drawing-sign" x="28" y="40" width="86" height="14" rx="3"/><path d="M36 47h.1M44 47h.1M52 47h.1M60 47h.1" stroke-width="4"/><rect class="drawing-here" x="102" y="64" width="34" height="12" rx="3"/>`,
  /** Settings: a list, one row of which is meant. */
  settings: html`<rect x="14" y="8" width="132" height="76" rx="4"/><path class="drawing-soft" d="M15 9h40v74H15z"/><path d="M24 22h22M24 36h22M24 64h22M68 22h60M68 64h60M68 78h40"/><rect class="drawing-here" x="62" y="30" width="76" height="22" rx="4"/><path d="M70 41h40" stroke="#fff" stroke-width="3"/>`,
  /** A list of certificates, and the button that adds one. */
  certificates: html`<rect x="14" y="8" width="132" height="76" rx="4"/><path d="M14 26h132"/><path class="drawing-sign" d="M24 26v-9h34v9"/><path d="M66 20h22M98 20h22M26 38h92M26 50h92"/><rect class="drawing-here" x="26" y="62" width="46" height="14" rx="3"/><rect x="80" y="62" width="40" height="14" rx="3"/>`,
  /** A telephone: a list, one row of which is meant. */
  phone: html`<rect x="54" y="4" width="52" height="84" rx="8"/><path d="M74 9h12M62 24h30M62 64h30M62 76h22"/><rect class="drawing-here" x="60" y="34" width="40" height="18" rx="4"/><path d="M66 43h20" stroke="#fff" stroke-width="3"/>`,
  /** A telephone: the button at the top. */
  install: html`<rect x="54" y="4" width="52" height="84" rx="8"/><rect class="drawing-here" x="80" y="14" width="20" height="10" rx="3"/><circle class="drawing-sign" cx="80" cy="46" r="9"/><path class="drawing-sign" d="m76 46 3 3 6-6"/><path d="M66 66h28M66 76h20"/>`,
  /** A telephone: a field for the password. */
  password: html`<rect x="54" y="4" width="52" height="84" rx="8"/><path d="M64 26h26"/><rect class="drawing-sign" x="62" y="36" width="36" height="14" rx="3"/><path d="M69 43h.1M76 43h.1M83 43h.1M90 43h.1" stroke-width="4"/>`,
} as const;

export type PictureName = keyof typeof pictures;

/** All drawings, once in a page: {@link picture} points to them. */
export const drawings = (): Fragment =>
  html`<svg class="drawings" aria-hidden="true" focusable="false">${Object.entries(pictures).map(
    ([name, drawing]) => html`<symbol id="picture-${name}" viewBox="0 0 160 92">${drawing}</symbol>`,
  )}</svg>`;

export const picture = (name: PictureName): Fragment =>
  html`<svg class="picture" aria-hidden="true" focusable="false"><use href="#picture-${name}"/></svg>`;
