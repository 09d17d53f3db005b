import { acquisitionPage } from "#screens/portal/BSMS001-acquisition/view.ts";
import type { DeviceId } from "#screens/portal/TACQ001-acquisition-in-browser/devices.ts";
import { inBrowserPage } from "#screens/portal/TACQ001-acquisition-in-browser/view.ts";
import type { Stage } from "#screens/portal/TACQ001-acquisition-in-browser/view.ts";
import { entry } from "./gallery-parts.ts";
import type { GalleryEntry, Scene } from "./gallery-parts.ts";

const akagi: Scene = { institution: "akagi", path: "/certificate/acquire/in-browser" };

/** A part of the page as it stands before its program fills it in; the program itself is tried in real browsers. */
const part = (name: string, stage: Stage, suggested: DeviceId = "windows"): GalleryEntry =>
  entry(`TACQ001-${name}`, akagi, (page) =>
    inBrowserPage(page, { sessions: "https://localhost:8446/", suggested, stage }),
  );

export const inBrowserEntries: readonly GalleryEntry[] = [
  part("no-script", "script"),
  part("choose", "choose"),
  part("proof", "proof"),
  part("confirm", "confirm"),
  part("working", "working"),
  part("done-windows", "done"),
  part("done-macos", "done", "macos"),
  part("done-ios", "done", "ios"),
  part("done-android", "done", "android"),
  part("done-firefox", "done", "firefox"),
  part("done-linux", "done", "linux"),
  entry("BSMS001-in-browser-offered", akagi, (page) => acquisitionPage(page)),
  entry("BSMS001-in-browser-only", akagi, (page) => acquisitionPage(page, { hasApplication: false })),
];
