import { encodeQR } from "qr";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";

/** Modules of light about the symbol (ISO/IEC 18004 section 5.3.8). */
const QUIET_ZONE = 4;

/** The dark modules as runs: one path for the whole symbol. */
const pathOf = (rows: readonly (readonly boolean[])[]): string => {
  const runs: string[] = [];
  for (const [y, row] of rows.entries()) {
    let start = -1;
    for (let x = 0; x <= row.length; x += 1) {
      const isDark = row[x] === true;
      if (isDark && start < 0) start = x;
      if (isDark || start < 0) continue;
      runs.push(`M${start} ${y}h${x - start}v1h-${x - start}z`);
      start = -1;
    }
  }
  return runs.join("");
};

/**
 * A QR code drawn into the page, dark on white in every colour scheme, because cameras read it. `label` says what it is
 * to those who do not see it; what it holds must stand beside it as text.
 */
export const qrCode = (content: string, label: string): Fragment => {
  const rows = encodeQR(content, "raw", { ecc: "medium", border: QUIET_ZONE });
  const size = rows.length;
  return html`<svg class="qr-code" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path class="qr-code-ground" d="M0 0h${size}v${size}H0z"/><path class="qr-code-modules" d="${pathOf(rows)}"/></svg>`;
};
