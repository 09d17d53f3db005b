import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { enrollmentWorld } from "#test/support/enrollment-world.ts";
import { type Front, openFront } from "#test/support/front.ts";
import { homeFor } from "#test/support/issuer-pc.ts";
import { doctorAnswer, runIssuer } from "#test/support/run-issuer.ts";
import { serviceResponseSchema } from "#wire/enrollment.ts";

const { server } = await enrollmentWorld({ start: Temporal.Now.instant() });

const direct = ["--server", `https://localhost:${server.port}`, "--server-ca", server.caFile];
const through = ({ address, caFile }: Front): string[] => ["--server", address, "--server-ca", caFile];
const HISUI = ["--institution", "hisui"];

const doctorFindings = async (
  home: string,
  words: readonly string[],
): Promise<{ exitCode: number; bad: string[]; good: string[] }> => {
  const run = await runIssuer(home, ["doctor", ...words]);
  const { findings } = doctorAnswer.parse(run.answer);
  return {
    exitCode: run.exitCode,
    bad: findings.flatMap(({ check, failure }) =>
      failure === undefined ? [] : [`${check} ${failure.code}`],
    ),
    good: findings.filter(({ outcome }) => outcome === "good").map(({ check }) => check),
  };
};

test("doctor: nothing wrong, and each thing that can be wrong by its name", async (t) => {
  const home = homeFor(t);
  assert.deepEqual(await doctorFindings(home, [...HISUI, ...direct]), {
    exitCode: 0,
    bad: [],
    good: ["resolve", "connect", "trust", "institution", "clock", "keyStore"],
  });
  const wrong = async (...words: string[]): Promise<string[]> => {
    const { exitCode, bad } = await doctorFindings(home, words);
    assert.equal(exitCode, 1);
    return bad;
  };
  const ca = ["--server-ca", server.caFile];
  assert.deepEqual(await wrong(...HISUI, ...ca, "--server", "https://no-such-host.invalid"), [
    "resolve G003e",
  ]);
  assert.deepEqual(await wrong(...HISUI, ...ca, "--server", "https://localhost:1"), ["connect G003e"]);
  assert.deepEqual(await wrong(...HISUI, "--server", `https://localhost:${server.port}`), [
    "trust SERVER_NOT_TRUSTED",
  ]);
  assert.deepEqual(await wrong("--institution", "nowhere", ...direct), ["institution INSTITUTION_UNKNOWN"]);
  const front = await openFront(t, server, ({ body }) => {
    const service = serviceResponseSchema.parse(JSON.parse(body.toString()));
    const earlier = Temporal.Instant.from(service.now).subtract({ minutes: 10 }).toString();
    return { kind: "pass", body: JSON.stringify({ ...service, now: earlier }) };
  });
  assert.deepEqual(await wrong(...HISUI, ...through(front)), ["clock CLOCK_DIFFERS"]);
  assert.deepEqual(await wrong(...HISUI, ...direct, "--browser", "firefox"), [
    "keyStore KEY_STORE_NOT_FOUND",
  ]);
  const garbage = join(home, "garbage");
  mkdirSync(garbage);
  for (const name of ["cert9.db", "key4.db"]) writeFileSync(join(garbage, name), "no database");
  assert.deepEqual(await wrong(...HISUI, ...direct, "--nss-database", garbage), [
    "keyStore KEY_STORE_NOT_USABLE",
  ]);
});
