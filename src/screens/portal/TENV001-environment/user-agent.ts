import type { BrowserName, SystemName } from "./support.ts";
import { supported } from "./support.ts";

/** What a browser says of itself. Only ever shown and judged for its owner: anybody can claim anything. */
export interface Browser {
  readonly name: BrowserName | "internetExplorer" | "other";
  /** First number of its version; undefined where it tells none. */
  readonly version: number | undefined;
  readonly system: SystemName | "oldWindows" | "phone" | "other";
}

/** In this order: others say that they are Chrome or Safari, too. */
const browsers: readonly (readonly [Browser["name"], RegExp])[] = [
  ["internetExplorer", /(?:MSIE |Trident\/.*rv:)(\d+)/],
  ["other", /(?:OPR|SamsungBrowser|YaBrowser|Vivaldi|UCBrowser|DuckDuckGo|FxiOS|CriOS|EdgiOS|EdgA)\/(\d+)/],
  ["edge", /Edg\/(\d+)/],
  ["firefox", /Firefox\/(\d+)/],
  ["chrome", /(?:Chrome|Chromium)\/(\d+)/],
  ["safari", /Version\/(\d+)[\d.]* Safari\//],
];

const systems: readonly (readonly [Browser["system"], RegExp])[] = [
  ["phone", /Android|iPhone|iPad|iPod|Mobile/],
  ["windows", /Windows NT 1\d/],
  ["oldWindows", /Windows/],
  ["macos", /Macintosh|Mac OS X/],
  ["other", /CrOS/],
  ["linux", /Linux|X11/],
];

/** Reads a `User-Agent` field, of which there are no more than 500 characters that matter. */
export const readUserAgent = (field: string | undefined): Browser => {
  const text = (field ?? "").slice(0, 500);
  const system = systems.find(([, pattern]) => pattern.test(text))?.[0] ?? "other";
  for (const [name, pattern] of browsers) {
    const match = pattern.exec(text);
    if (match !== null)
      return { name, version: match[1] === undefined ? undefined : Number(match[1]), system };
  }
  return { name: "other", version: undefined, system };
};

/** `supported`; `tooOld`: a newer version would do; `otherBrowser`: another browser would; `otherSystem`: neither. */
export type Verdict = "supported" | "tooOld" | "otherBrowser" | "otherSystem";

export const judgeBrowser = ({ name, version, system }: Browser): Verdict => {
  if (system === "oldWindows" || system === "phone" || system === "other") return "otherSystem";
  if (name === "internetExplorer" || name === "other") return "otherBrowser";
  const oldest = supported[system].browsers[name];
  if (oldest === undefined) return "otherBrowser";
  return version !== undefined && version >= oldest ? "supported" : "tooOld";
};
