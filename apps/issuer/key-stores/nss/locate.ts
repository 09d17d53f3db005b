import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/** Where this OS user's files are, from the environment. */
export interface UserDirectories {
  readonly home: string;
  /** `$XDG_DATA_HOME`, else `~/.local/share`. */
  readonly data: string;
  /** `$XDG_CONFIG_HOME`, else `~/.config`. */
  readonly config: string;
}

/** From the environment, as the XDG base directory specification says: relative paths there count as unset. */
export const userDirectories = (
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): UserDirectories => {
  const absolute = (path: string | undefined): string | undefined =>
    path !== undefined && isAbsolute(path) ? path : undefined;
  return {
    home,
    data: absolute(environment["XDG_DATA_HOME"]) ?? join(home, ".local", "share"),
    config: absolute(environment["XDG_CONFIG_HOME"]) ?? join(home, ".config"),
  };
};

/**
 * The database that Chromium uses: `~/.pki/nssdb` where that exists, else `pki/nssdb` in the data directory, which
 * Chromium would make there.
 */
export const chromiumDatabase = (user: UserDirectories): string => {
  const old = join(user.home, ".pki", "nssdb");
  return existsSync(old) ? old : join(user.data, "pki", "nssdb");
};

type Section = Record<string, string>;

/** Reads an INI file of Firefox: sections in order. */
const parseIni = (text: string): { name: string; values: Section }[] => {
  const sections: { name: string; values: Section }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\[(.+)\]$/.exec(line.trim())?.[1];
    if (heading !== undefined) {
      sections.push({ name: heading, values: {} });
      continue;
    }
    const pair = /^([^=;#]+)=(.*)$/.exec(line.trim());
    const current = sections.at(-1);
    if (pair?.[1] !== undefined && pair[2] !== undefined && current !== undefined) {
      current.values[pair[1].trim()] = pair[2].trim();
    }
  }
  return sections;
};

/** The profile that Firefox starts with, by one `profiles.ini`; undefined where it names none that exists. */
const defaultProfile = (directory: string): string | undefined => {
  const file = join(directory, "profiles.ini");
  if (!existsSync(file)) return undefined;
  const sections = parseIni(readFileSync(file, "utf8"));
  const profiles = sections.filter(({ name }) => /^Profile\d+$/.test(name)).map(({ values }) => values);
  const pathOf = (profile: Section | undefined): string | undefined => {
    const path = profile?.["Path"];
    if (path === undefined) return undefined;
    return profile?.["IsRelative"] === "0" ? path : join(directory, path);
  };
  // Since Firefox 67 each installation names its own default; before that one profile was marked.
  const byInstallation = sections.find(({ name, values }) => name.startsWith("Install") && values["Default"]);
  const named = byInstallation?.values["Default"];
  const candidates = [
    named === undefined ? undefined : isAbsolute(named) ? named : join(directory, named),
    pathOf(profiles.find((profile) => profile["Default"] === "1")),
    profiles.length === 1 ? pathOf(profiles[0]) : undefined,
  ];
  return candidates.find((path) => path !== undefined && existsSync(path));
};

/** Directories in which Firefox keeps `profiles.ini`: the classic one, XDG (since 147), snap, flatpak. */
export const firefoxDirectories = (user: UserDirectories): readonly string[] => [
  join(user.home, ".mozilla", "firefox"),
  join(user.config, "mozilla", "firefox"),
  join(user.home, "snap", "firefox", "common", ".mozilla", "firefox"),
  join(user.home, ".var", "app", "org.mozilla.firefox", ".mozilla", "firefox"),
  join(user.home, ".var", "app", "org.mozilla.firefox", "config", "mozilla", "firefox"),
];

/** The default profile of Firefox, whose directory is its NSS database; undefined where there is none. */
export const firefoxDatabase = (user: UserDirectories): string | undefined => {
  for (const directory of firefoxDirectories(user)) {
    const profile = defaultProfile(directory);
    if (profile !== undefined) return profile;
  }
  return undefined;
};
