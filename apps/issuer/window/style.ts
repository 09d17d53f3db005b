import { buildStylesheet } from "#screens/assets/stylesheet.ts";

/** What the window needs beside the product's style sheet: it is small, and has no site around it. */
const OWN = `@layer components{
body.window .site-header>.width{padding-block:.625rem}
body.window .identity-name{font-size:1.0625rem}
body.window .mark{inline-size:2.25rem;block-size:2.25rem}
.inline{display:inline-block}
.stages{display:grid;gap:.75rem;list-style:none;padding:0}
.stages li{display:flex;align-items:center;gap:.75rem;color:var(--text-quiet);margin:0}
.stages .step-number{display:inline-grid;place-items:center;inline-size:2rem;block-size:2rem;border:1px solid var(--line-field);border-radius:50%;flex:none}
.stages .step-number svg{inline-size:1.25rem;block-size:1.25rem}
.stages [aria-current]{color:var(--text);font-weight:700}
.stages [aria-current] .step-number{background:var(--accent);border-color:var(--accent);color:#fff}
.stages .step-done .step-number{border-color:var(--success);color:var(--success)}
.code-image{display:block;inline-size:15rem;block-size:15rem;image-rendering:pixelated}
.report{overflow-x:auto;padding:1rem;background:var(--ground-quiet);border:1px solid var(--line);font-family:ui-monospace,Consolas,monospace;font-size:.875rem}
.question-text{white-space:pre-line}
@media (forced-colors:active){.chip,.stages .step-number{border:1px solid CanvasText}}
}`;

/** The window's style sheet, made once. */
export const windowStylesheet = (): string => `${buildStylesheet()}\n${OWN}`;
