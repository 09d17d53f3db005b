import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { chromiumDatabase, firefoxDatabase, userDirectories } from "./locate.ts";

const homeFor = (t: TestContext): string => {
  const home = mkdtempSync(join(tmpdir(), "tegata-home-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
};

test("Chromium: ~/.pki/nssdb where it exists, else the data directory", (t) => {
  const home = homeFor(t);
  const user = userDirectories({}, home);
  assert.equal(chromiumDatabase(user), join(home, ".local/share/pki/nssdb"));
  assert.equal(
    chromiumDatabase(userDirectories({ XDG_DATA_HOME: join(home, "data") }, home)),
    join(home, "data/pki/nssdb"),
  );
  assert.equal(
    chromiumDatabase(userDirectories({ XDG_DATA_HOME: "relative" }, home)),
    join(home, ".local/share/pki/nssdb"),
  );
  mkdirSync(join(home, ".pki/nssdb"), { recursive: true });
  assert.equal(chromiumDatabase(user), join(home, ".pki/nssdb"));
});

const profilesIni = (directory: string, text: string, ...profiles: string[]): void => {
  for (const profile of profiles) mkdirSync(join(directory, profile), { recursive: true });
  writeFileSync(join(directory, "profiles.ini"), text);
};

test("Firefox: the installation's default profile comes before the one marked as default", (t) => {
  const home = homeFor(t);
  const directory = join(home, ".mozilla/firefox");
  profilesIni(
    directory,
    "[Install4F96D1932A9F858E]\nDefault=b.default-esr\nLocked=1\n\n[Profile1]\nName=default\nIsRelative=1\nPath=a.default\nDefault=1\n\n[Profile0]\nName=default-esr\nIsRelative=1\nPath=b.default-esr\n",
    "a.default",
    "b.default-esr",
  );
  assert.equal(firefoxDatabase(userDirectories({}, home)), join(directory, "b.default-esr"));
});

test("Firefox: the marked profile, an absolute path, and the only one", (t) => {
  const home = homeFor(t);
  const directory = join(home, ".mozilla/firefox");
  const user = userDirectories({}, home);
  profilesIni(
    directory,
    "[Profile0]\nPath=x\nIsRelative=1\n[Profile1]\nPath=y\nIsRelative=1\nDefault=1\n",
    "x",
    "y",
  );
  assert.equal(firefoxDatabase(user), join(directory, "y"));
  const elsewhere = join(home, "elsewhere");
  mkdirSync(elsewhere);
  profilesIni(directory, `[Profile0]\nPath=${elsewhere}\nIsRelative=0\nDefault=1\n`);
  assert.equal(firefoxDatabase(user), elsewhere);
  profilesIni(directory, "[Profile0]\r\nPath=x\r\nIsRelative=1\r\n");
  assert.equal(firefoxDatabase(user), join(directory, "x"));
});

test("Firefox: snap, flatpak and XDG places are looked in; none gives undefined", (t) => {
  const places = [
    "snap/firefox/common/.mozilla/firefox",
    ".var/app/org.mozilla.firefox/.mozilla/firefox",
    ".config/mozilla/firefox",
  ];
  for (const place of places) {
    const home = homeFor(t);
    const user = userDirectories({}, home);
    assert.equal(firefoxDatabase(user), undefined);
    profilesIni(join(home, place), "[Profile0]\nPath=p\nIsRelative=1\n", "p");
    assert.equal(firefoxDatabase(user), join(home, place, "p"));
  }
});
