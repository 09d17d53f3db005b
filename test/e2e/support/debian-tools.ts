import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs that the tests in real browsers need, and the Debian package that has each. */
const PACKAGES = {
  Xvfb: "xvfb",
  xdotool: "xdotool",
  certutil: "libnss3-tools",
  chromium: "chromium",
  oathtool: "oathtool",
  pk12util: "libnss3-tools",
  "firefox-esr": "firefox-esr",
} as const;

/** The path of a program; throws naming its package where it is missing. */
export const toolPath = (name: keyof typeof PACKAGES): string => {
  const directories = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"];
  for (const directory of directories) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  throw new Error(`${name} is missing: install the Debian package ${PACKAGES[name]}`);
};
