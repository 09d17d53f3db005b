import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shippedInstitution } from "#test/support/population.ts";
import { shownState } from "./certificate-state.ts";
import { field } from "./form.ts";
import { issuerCommand } from "./issuer-command.ts";
import { dateAndTime, dateAndTimeWithZone, dateOnly, daysLeftText } from "./time.ts";
import type { Language } from "#platform/html/language.ts";

const where = (language: Language) => ({ language, institution: shippedInstitution("hisui") });
const plain = (markup: { toString(): string }): string => markup.toString().replaceAll(/<[^>]+>/g, "");

describe("times are the institution's", () => {
  const instant = Temporal.Instant.from("2010-11-30T23:59:59Z");

  test("to the second, as the documents write them", () => {
    assert.equal(plain(dateAndTime(where("ja"), instant)), "2010年12月01日 08時59分59秒");
    assert.equal(plain(dateAndTime(where("en"), instant)), "1 December 2010, 08:59:59");
    assert.match(dateAndTime(where("ja"), instant).toString(), /datetime="2010-12-01T08:59:59\+09:00"/);
  });

  test("with the zone's name", () => {
    assert.equal(
      plain(dateAndTimeWithZone(where("ja"), instant)),
      "2010年12月01日 08時59分59秒（日本標準時）",
    );
    assert.equal(
      plain(dateAndTimeWithZone(where("en"), instant)),
      "1 December 2010, 08:59:59 (Japan Standard Time)",
    );
  });

  test("a date alone", () => {
    assert.equal(plain(dateOnly(where("ja"), instant)), "2010年12月01日");
  });

  test("days left in words", () => {
    assert.deepEqual(
      [-1, 0, 1, 2].map((days) => daysLeftText("ja", days)),
      ["期限切れ", "本日まで", "あと1日", "あと2日"],
    );
    assert.deepEqual(
      [-1, 0, 1, 2].map((days) => daysLeftText("en", days)),
      ["expired", "ends today", "1 day left", "2 days left"],
    );
  });
});

describe("the command of the issuing application", () => {
  const task = {
    purpose: "issue",
    institutionId: "hisui",
    enrollment: "https://localhost:8446",
    serverCaFile: undefined,
    person: [],
  } as const;

  test("for somebody who is not known yet", () => {
    assert.equal(
      issuerCommand(task),
      "bin/tegata-issuer issue --institution hisui --server https://localhost:8446",
    );
  });

  test("with the authority's file and the person, quoted where a shell would misread them", () => {
    assert.equal(
      issuerCommand({ ...task, serverCaFile: "my ca.pem", person: [["--login-id", "a'b; rm"]] }),
      `bin/tegata-issuer issue --institution hisui --server https://localhost:8446 --server-ca 'my ca.pem' --login-id 'a'\\''b; rm'`,
    );
  });
});

describe("states of a certificate", () => {
  const now = Temporal.Instant.from("2026-06-01T00:00:00Z");
  const record = (state: "issued" | "active" | "expired" | "revoked" | "abandoned", over = false) => ({
    state,
    notAfter: over ? now.subtract({ hours: 1 }) : now.add({ hours: 1 }),
    revocationReason: undefined,
  });

  test("as customers are told of them", () => {
    assert.equal(shownState(undefined, now), "none");
    assert.equal(shownState(record("abandoned"), now), "none");
    assert.equal(shownState(record("issued"), now), "onItsWay");
    assert.equal(shownState(record("active"), now), "active");
    assert.equal(shownState(record("active", true), now), "expired");
    assert.equal(shownState(record("revoked"), now), "revoked");
    assert.equal(shownState({ ...record("revoked"), revocationReason: "superseded" }, now), "superseded");
  });
});

describe("a field", () => {
  test("joins label, help and error to its input", () => {
    const made = field(
      { language: "ja" },
      { name: "x", label: "名前", autocomplete: "off", maxLength: 9, help: "説明", error: "誤り" },
    ).toString();
    assert.match(made, /<label for="field-x">/);
    assert.match(made, /aria-describedby="field-x-help field-x-error"/);
    assert.match(made, /aria-invalid="true"/);
    assert.match(made, /maxlength="9"/);
  });
});
