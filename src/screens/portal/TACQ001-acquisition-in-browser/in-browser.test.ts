import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { scriptPath, scripts } from "#screens/assets/scripts.ts";
import { portalWorld } from "#test/support/portal.ts";
import { shippedInstitutions } from "#test/support/population.ts";
import { stepsFor } from "./device-steps.ts";
import { deviceOf, offeredDevices } from "./devices.ts";

const world = await portalWorld();
const PATH = "/certificate/acquire/in-browser";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
const LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";

const agents: readonly (readonly [string | undefined, string])[] = [
  [WINDOWS, "windows"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
    "macos",
  ],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", "ios"],
  ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36", "android"],
  [LINUX, "linux"],
  [undefined, "linux"],
];

const withAgent = (userAgent: string, institution = "akagi") => {
  const browser = world.browser(institution);
  browser.headers["user-agent"] = userAgent;
  return browser;
};

describe("acquisition in the browser", () => {
  test("is a page where the policy allows it, with its program and the addresses that it needs", async () => {
    const answer = await withAgent(WINDOWS).get(PATH);
    assert.equal(answer.status, 200);
    assert.equal(answer.screen, "TACQ001");
    assert.match(answer.text, /<script type="module" src="\/assets\/acquisition-[\w-]+\.js">/);
    assert.match(answer.text, /data-sessions="https:\/\/[^"]+\/enrollment\/v1\/akagi\/sessions"/);
    assert.match(answer.text, /value="windows" required checked/);
    const policy = String(answer.headers["content-security-policy"]);
    assert.match(policy, /connect-src https:\/\/[^;/]+;/);
    assert.match(policy, /script-src 'self'/);
  });

  test("is refused elsewhere: no page, no link, and no address to connect to", async () => {
    for (const id of ["hisui", "yukiguni", "daishin", "minato"]) {
      const answer = await world.browser(id).get(PATH);
      assert.equal(answer.status, 403);
      assert.match(answer.text, /ACQUISITION_IN_BROWSER_FORBIDDEN/);
      assert.doesNotMatch(String(answer.headers["content-security-policy"]), /connect-src/);
      assert.doesNotMatch((await world.browser(id).get("/certificate/acquire")).text, /in-browser/);
    }
  });

  test("is offered first where the application does not run, and after it where it does", async () => {
    const placeOf = async (userAgent: string): Promise<boolean> => {
      const { text } = await withAgent(userAgent).get("/certificate/acquire");
      const [browser, application] = [text.indexOf(PATH), text.indexOf("/certificate/acquire/confirm")];
      assert.ok(browser > 0 && application > 0);
      return browser < application;
    };
    assert.equal(await placeOf(WINDOWS), true);
    assert.equal(await placeOf(LINUX), false);
  });

  test("without script only the part that says so is shown, with the way to the application", async () => {
    const { text } = await withAgent(WINDOWS).get(PATH);
    const shown = [...text.matchAll(/data-stage="(\w+)"( hidden)?/g)].filter(
      ([, , hidden]) => hidden === undefined,
    );
    assert.deepEqual(
      shown.map(([, stage]) => stage),
      ["script"],
    );
    assert.match(text, /href="\/certificate\/acquire\/confirm"/);
  });
});

test("page and program together stay under 60 KB, even uncompressed", async () => {
  const program = scripts().find(({ path }) => path === scriptPath("acquisition"));
  assert.ok(program);
  for (const language of ["ja", "en"]) {
    const browser = withAgent(WINDOWS);
    browser.headers["accept-language"] = language;
    const { text } = await browser.get(PATH);
    const bytes: number = Buffer.byteLength(text) + program.identity.length;
    assert.ok(bytes < 60 * 1024, `${language}: ${bytes} bytes`);
  }
});

test("a browser's own word suggests the device", () => {
  for (const [agent, device] of agents) assert.equal(deviceOf(agent), device, agent ?? "none");
});

test("devices are offered with the easiest form that the policy names, and each has its steps", () => {
  const akagi = shippedInstitutions().byId("akagi");
  assert.ok(akagi);
  const formsOf = (forms: readonly ("pkcs12" | "appleProfile")[]) => {
    const inBrowser = { ...akagi.acquisition.inBrowser, forms: [...forms] };
    const offered = offeredDevices({ ...akagi, acquisition: { ...akagi.acquisition, inBrowser } });
    for (const { id, form } of offered) assert.ok(stepsFor(id, form).length >= 3, `${id} ${form}`);
    return Object.fromEntries(offered.map(({ id, form }) => [id, form]));
  };
  const files = { windows: "pkcs12", android: "pkcs12", firefox: "pkcs12", linux: "pkcs12" };
  assert.deepEqual(formsOf(["pkcs12", "appleProfile"]), {
    ...files,
    macos: "appleProfile",
    ios: "appleProfile",
  });
  assert.deepEqual(formsOf(["pkcs12"]), { ...files, macos: "pkcs12", ios: "pkcs12" });
  assert.deepEqual(formsOf(["appleProfile"]), { macos: "appleProfile", ios: "appleProfile" });
});
