import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { shippedInstitutions } from "#test/support/population.ts";
import { describeProblems, loadInstitutions } from "./load.ts";
import type { InstitutionPolicy } from "./policy.ts";

const institutions = shippedInstitutions();

const policy = (id: string): InstitutionPolicy => {
  const found = institutions.byId(id);
  assert.ok(found);
  return found;
};

/** A folder with these files; what is not text is written as JSON. */
const folderWith = (t: TestContext, files: Readonly<Record<string, unknown>>): string => {
  const folder = mkdtempSync(join(tmpdir(), "tegata-institutions-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, contents] of Object.entries(files))
    writeFileSync(join(folder, name), typeof contents === "string" ? contents : JSON.stringify(contents));
  return folder;
};

const problemsOf = (folder: string): string[] => {
  const loaded = loadInstitutions(folder);
  return loaded.ok ? [] : describeProblems(loaded.refusal).split("\n");
};

const put = (
  from: object,
  [key = "", ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> => {
  const entries = new Map<string, unknown>(Object.entries(from));
  const inner = entries.get(key);
  if (rest.length > 0)
    entries.set(key, put(typeof inner === "object" && inner !== null ? inner : {}, rest, value));
  else if (value === undefined) entries.delete(key);
  else entries.set(key, value);
  return Object.fromEntries(entries);
};

/** The policy of an institution with one value changed; undefined takes the value out. */
const changed = (id: string, path: string, value: unknown): Record<string, unknown> =>
  put(policy(id), path.split("."), value);

describe("the institutions that come with the product", () => {
  test("are found by code and by name, in the order of their codes", () => {
    assert.deepEqual(
      institutions.all.map(({ id, code, family, source }) => [id, code, family, source]),
      [
        ["hisui", "9001", "bizsol", "[000]"],
        ["yukiguni", "9002", "shinkin", "[001]"],
        ["akagi", "9003", "bizsol", "[002]"],
        ["daishin", "9004", "bizsol", "[003]"],
        ["minato", "9005", "shinkin", "[004]"],
      ],
    );
    assert.equal(institutions.byCode("9003"), institutions.byId("akagi"));
    assert.equal(institutions.byCode("0000"), undefined);
    assert.equal(institutions.byId("constructor"), undefined);
  });

  // A6, row by row; what the documents leave open is decided in docs/decisions/0020 and following.
  const rows: readonly (readonly [string, (policy: InstitutionPolicy) => unknown, readonly unknown[]])[] = [
    [
      "certificate use",
      ({ certificate }) => certificate.use,
      ["mandatory", "inPrinciple", "byApplication", "optional", "mandatory"],
    ],
    [
      "validity",
      ({ certificate: { validity } }) => `${validity.amount} ${validity.unit}`,
      ["366 days", "1 years", "1 years", "366 days", "1 years"],
    ],
    ["renewal from, days before", ({ renewal }) => renewal.opensDays, [40, 30, 40, 40, 30]],
    [
      "e-mail, days before",
      ({ renewal }) => renewal.mailDays.join(),
      ["40,10", "30,10", "40", "40", "30,10"],
    ],
    [
      "expired: administrator",
      ({ acquisition }) => acquisition.afterExpiry.administrator,
      ["self", "branch", "self", "self", "branch"],
    ],
    [
      "expired: user",
      ({ acquisition }) => acquisition.afterExpiry.user,
      ["self", "administrator", "self", "self", "self"],
    ],
    [
      "expired: days for oneself",
      ({ acquisition }) => acquisition.afterExpiryDays,
      [null, null, null, null, 90],
    ],
    [
      "who revokes on screen",
      ({ revocation }) => revocation.onScreenRoles.join(),
      ["master,administrator", "", "master", "master,administrator", "administrator"],
    ],
    [
      "who revokes their own",
      ({ revocation }) => revocation.ownOnScreenRoles.join(),
      ["master,administrator", "", "", "master,administrator", ""],
    ],
    [
      "master's PC change",
      ({ deviceChange }) => deviceChange.master,
      ["onScreen", "branch", "branchBefore", "onScreen", "branch"],
    ],
    [
      "who replaces a PC: master, administrator, user",
      ({ replacement: { byRole } }) => [byRole.master, byRole.administrator, byRole.user].join(),
      [
        "self,self,self",
        "institution,institution,administrator",
        "institution,self,self",
        "self,self,self",
        "institution,institution,self",
      ],
    ],
    [
      "replacing a PC without login, and the wait after it",
      ({ replacement }) =>
        `${replacement.withoutLogin} ${replacement.asksConfirmationSecret} ${replacement.waitSeconds}`,
      ["true true 0", "true true 0", "true true 0", "true true 0", "true true 0"],
    ],
    [
      "who issues again after “this was not me”: master, administrator, user",
      ({ disowning: { releasedBy } }) =>
        [releasedBy.master, releasedBy.administrator, releasedBy.user].join(),
      [
        "institution,administrator,administrator",
        "institution,institution,administrator",
        "institution,administrator,administrator",
        "institution,administrator,administrator",
        "institution,institution,administrator",
      ],
    ],
    [
      "acquisition deadline, days",
      ({ acquisition }) => acquisition.deadlineDays,
      [null, 80, null, null, null],
    ],
    ["most certificates", ({ certificate }) => certificate.maxPerContract, [100, 100, 100, 100, 100]],
    ["further proofs", ({ acquisition }) => acquisition.furtherProof.length, [0, 0, 4, 0, 0]],
    [
      "what follows a login from a new device",
      ({ login }) => login.risk.newDevice.join(),
      ["mail", "mail", "mail,additionalAuthentication", "mail", "mail"],
    ],
    [
      "login methods",
      ({ login }) => login.methods.join(),
      ["certificate", "certificate,password", "certificate,password", "certificate,password", "certificate"],
    ],
    [
      "end of login by password",
      ({ login }) => login.passwordLoginEnds,
      ["fromStart", "byAdministratorAcquisition", "fromStart", "byOwnAcquisition", "fromStart"],
    ],
    [
      "who unlocks users on screen",
      ({ userAdministration }) => userAdministration.unlockRoles.join(),
      [
        "master,administrator",
        "administrator",
        "master,administrator",
        "master,administrator",
        "administrator",
      ],
    ],
    [
      "approval by a second administrator",
      ({ userAdministration }) => userAdministration.dualApproval,
      ["never", "never", "byContract", "never", "never"],
    ],
    [
      "planned move to certificates",
      ({ transition }) => transition.plannedBy,
      ["nobody", "nobody", "administrators", "nobody", "nobody"],
    ],
    [
      "acquisition in the browser",
      ({ acquisition: { inBrowser } }) => [inBrowser.use, ...inBrowser.forms].join(),
      ["forbidden", "forbidden", "allowed,pkcs12,appleProfile", "forbidden", "forbidden"],
    ],
    [
      "questions to contracts",
      ({ contractorConfirmation: { questions, untilAccepted } }) => `${questions.length} ${untilAccepted}`,
      ["0 usable", "0 usable", "0 usable", "4 blocked", "0 usable"],
    ],
    ["failures until a stop", ({ lockout }) => lockout.login.temporaryStopFailures, [5, 7, 5, 5, 7]],
  ];
  for (const [name, read, expected] of rows)
    test(`A6: ${name}`, () => assert.deepEqual(institutions.all.map(read), expected));
});

describe("how files are laid over one another", () => {
  test("objects key by key; lists and null in place of the default", (t) => {
    const defaults = changed("hisui", "renewal.mailDays", [40, 10]);
    for (const key of ["id", "code", "family", "source", "displayName", "serviceName"]) delete defaults[key];
    const { id, code, family, source, displayName, serviceName } = policy("hisui");
    const own = {
      id,
      code,
      family,
      source,
      displayName,
      serviceName,
      renewal: { mailDays: [20] },
      acquisition: { deadlineDays: 80 },
    };
    const loaded = loadInstitutions(folderWith(t, { "default.json": defaults, "hisui.json": own }));
    assert.ok(loaded.ok);
    const [hisui] = loaded.value.all;
    assert.deepEqual(hisui?.renewal, { opensDays: 40, mailDays: [20], remindAdministrators: false });
    assert.deepEqual(hisui.acquisition, { ...policy("hisui").acquisition, deadlineDays: 80 });
  });

  test("a wrong default is named as a fault of the default, once", (t) => {
    const folder = folderWith(t, {
      "default.json": { ...changed("hisui", "id", undefined), timeZone: 9, session: { idle: 1 } },
      "akagi.json": { id: "akagi" },
      "hisui.json": policy("hisui"),
    });
    const problems = problemsOf(folder);
    assert.equal(problems.filter((line) => line.startsWith("default.json: $.timeZone:")).length, 1);
    assert.equal(
      problems.filter((line) => line.startsWith("default.json: $.session.idle: is not a field")).length,
      1,
    );
    assert.ok(problems.some((line) => line.startsWith("default.json: $.code: belongs into")));
  });
});

describe("what a folder can get wrong", () => {
  const files = (changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
    "default.json": {},
    "hisui.json": policy("hisui"),
    ...changes,
  });
  const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[]])[] = [
    ["no default", { "hisui.json": policy("hisui") }, ["default.json: $: the file cannot be read"]],
    ["no institution", { "default.json": {} }, [": $: the folder holds no institution"]],
    ["not JSON", files({ "hisui.json": "{" }), ["hisui.json: $: is not JSON"]],
    ["no object", files({ "hisui.json": "[]" }), ["hisui.json: $: the file must hold one object"]],
    [
      "a key twice",
      files({ "default.json": '{"a": [{"b": 1}, {"b": 1, "c": {"b": "{,", "d": 1, "d": 2}}]}' }),
      ["default.json: $.a[1].c.d: is given twice"],
    ],
    [
      "a file under another name",
      files({ "akagi.json": { ...policy("akagi"), id: "akagi2", code: "9009" } }),
      ["akagi.json: $.id: the file of akagi2 is named akagi2.json"],
    ],
    [
      "one code twice",
      files({ "akagi.json": { ...policy("akagi"), code: "9001" } }),
      ["hisui.json: $.code: 9001 is taken by akagi.json"],
    ],
  ];
  for (const [name, contents, expected] of cases)
    test(name, (t) => {
      const problems = problemsOf(folderWith(t, contents));
      for (const [index, text] of expected.entries())
        assert.ok(problems[index]?.includes(text), `${problems.join("\n")} lacks ${text}`);
      assert.equal(problems.length, expected.length, problems.join("\n"));
    });

  test("one name twice", (t) => {
    const folder = folderWith(t, files({ "other.json": { ...policy("hisui"), code: "9009" } }));
    assert.ok(problemsOf(folder).includes("other.json: $.id: the file of hisui is named hisui.json"));
  });

  test("no such folder", () => {
    assert.deepEqual(problemsOf("/nowhere/at/all"), [
      "/nowhere/at/all: $: the folder of institutions cannot be read",
    ]);
  });
});

describe("what a policy can get wrong", () => {
  /** Institution, path, wrong value, path of the problem (the same unless told), part of the reason. */
  const cases: readonly (readonly [string, string, unknown, string, string?])[] = [
    ["hisui", "colour", "red", "is not a field of a policy"],
    ["hisui", "renewal.opens", 3, "is not a field of a policy"],
    ["hisui", "__proto", {}, "is not a field of a policy"],
    ["hisui", "code", undefined, "Invalid input"],
    ["hisui", "code", "901", "must match pattern"],
    ["hisui", "id", "Hisui", "must match pattern"],
    ["hisui", "family", "anser", "Invalid option"],
    ["hisui", "displayName.en", "", "Too small"],
    ["hisui", "renewal.opensDays", "40", "expected number"],
    ["hisui", "renewal.opensDays", 40.5, "expected int"],
    ["hisui", "renewal.opensDays", 0, "Too small"],
    ["hisui", "renewal.opensDays", 366, "Too big", "renewal.opensDays"],
    ["hisui", "login.methods", [], "Too small"],
    ["hisui", "lockout.login.temporaryStopSeconds", null, "expected number"],
    ["hisui", "certificate.validity.unit", "months", "Invalid option"],
    ["hisui", "certificate.keyAlgorithms", ["P-192"], "Invalid option", "certificate.keyAlgorithms[0]"],
    ["hisui", "certificate.policyOid", "3.1", "must match pattern"],
    ["hisui", "timeZone", "Asia/Tokio", "there is no time zone Asia/Tokio"],
    ["hisui", "timeZone", "+09:00", "must be the name of a time zone"],
    ["akagi", "certificate.validity.amount", 6, "must be at most 5 years"],
    [
      "hisui",
      "certificate.validity.amount",
      30,
      "must be shorter than the validity (30 days)",
      "renewal.opensDays",
    ],
    ["yukiguni", "renewal.opensDays", 365, "must be shorter than the validity (365 days)"],
    ["hisui", "renewal.mailDays", [40, 365], "a renewal that opens only 40 days", "renewal.mailDays[1]"],
    ["hisui", "renewal.mailDays", [40, 41], "a renewal that opens only 40 days", "renewal.mailDays[1]"],
    ["hisui", "renewal.mailDays", [10, 10], "twice"],
    ["hisui", "acquisition.mailDays", [10], "a deadline that there is not", "acquisition.mailDays[0]"],
    ["yukiguni", "acquisition.mailDays", [30, 80], "shorter than the deadline", "acquisition.mailDays[1]"],
    ["yukiguni", "acquisition.mailDays", [3, 3], "twice"],
    ["hisui", "certificate.keyAlgorithms", ["P-256", "P-256"], "twice"],
    ["hisui", "acquisition.proof", ["identity", "identity"], "twice"],
    ["akagi", "acquisition.inBrowser.forms", [], "must name a form", "acquisition.inBrowser.forms"],
    ["hisui", "acquisition.inBrowser.forms", ["pkcs12"], "must be empty", "acquisition.inBrowser.forms"],
    ["akagi", "acquisition.inBrowser.forms", ["pkcs12", "pkcs12"], "twice", "acquisition.inBrowser.forms"],
    [
      "akagi",
      "acquisition.inBrowser.confirmSeconds",
      60,
      "Too small",
      "acquisition.inBrowser.confirmSeconds",
    ],
    ["akagi", "acquisition.furtherProof", ["oneTimePassword", "oneTimePassword"], "twice"],
    ["akagi", "login.risk.newDevice", ["mail", "mail"], "twice"],
    [
      "hisui",
      "login.risk.longAbsence",
      ["mail", "oneTimePassword"],
      "not offered",
      "login.risk.longAbsence[1]",
    ],
    ["hisui", "login.risk.newDevice", ["fax"], "Invalid option", "login.risk.newDevice[0]"],
    [
      "hisui",
      "secondFactor.additionalAuthentication.questions",
      Array.from({ length: 5 }, () => ({ id: "same", text: { ja: "質問", en: "Question" } })),
      "twice",
    ],
    ["hisui", "revocation.onScreenRoles", ["master", "administrator", "master"], "twice"],
    ["hisui", "revocation.ownOnScreenRoles", ["master", "master"], "twice"],
    ["akagi", "login.methods", ["certificate", "password", "password"], "twice"],
    ["hisui", "certificate.subject.commonName", "{loginID} {loginId}", "there is no placeholder {loginID}"],
    ["hisui", "certificate.subject.commonName", "{toString} {loginId}", "there is no placeholder {toString}"],
    ["hisui", "certificate.subject.commonName", "{loginId", "without its other half"],
    ["hisui", "certificate.subject.commonName", "{loginId}\u0000", "control character"],
    ["hisui", "certificate.subject.commonName", `${"x".repeat(35)}{loginId}`, "can become 65 characters"],
    ["hisui", "certificate.subject.commonName", "Somebody", "must identify one user", "certificate.subject"],
    ["yukiguni", "certificate.subject.commonName", "{loginId}", "have no {loginId}"],
    [
      "yukiguni",
      "certificate.subject.organizationalUnit",
      "x",
      "must identify one user",
      "certificate.subject",
    ],
    [
      "akagi",
      "revocation.ownOnScreenRoles",
      ["user"],
      "may not revoke on screen",
      "revocation.ownOnScreenRoles[0]",
    ],
    ["minato", "revocation.onScreenRoles", ["master"], "has no master", "revocation.onScreenRoles[0]"],
    [
      "yukiguni",
      "userAdministration.unlockRoles",
      ["master"],
      "has no master who administers",
      "userAdministration.unlockRoles[0]",
    ],
    [
      "hisui",
      "userAdministration.unlockRoles",
      ["user"],
      "has no user who administers",
      "userAdministration.unlockRoles[0]",
    ],
    ["hisui", "userAdministration.unlockRoles", ["master", "master"], "twice"],
    ["akagi", "userAdministration.dualApprovalActs", ["stopUser", "stopUser"], "twice"],
    [
      "akagi",
      "userAdministration.dualApprovalActs",
      ["payBills"],
      "Invalid option",
      "userAdministration.dualApprovalActs[0]",
    ],
    ["minato", "userAdministration.dualApproval", "byContract", "nobody could approve"],
    ["hisui", "transition.plannedBy", "institution", "there is nothing to move from"],
    ["akagi", "transition.leastDays", 181, "is more than $.transition.mostDays"],
    ["yukiguni", "deviceChange.user", "onScreen", "nobody may revoke on screen"],
    ["akagi", "login.methods", ["password"], "must offer `certificate`"],
    ["hisui", "login.methods", ["certificate", "password"], "although certificates are mandatory"],
    ["hisui", "login.passwordLoginEnds", "never", "must be `fromStart`"],
    ["yukiguni", "login.passwordLoginEnds", "never", "in principle"],
    ["yukiguni", "acquisition.afterExpiryDays", 80, "that nobody has"],
    ["hisui", "secrets.minCharacters", 13, "is more than $.secrets.maxCharacters"],
    ["minato", "registration.selfService", true, "have no login ID"],
    ["hisui", "session.idleSeconds", 86_400, "is more than $.session.absoluteSeconds"],
    ["hisui", "contract.maxUsers", 50, "is more than $.contract.maxUsers", "certificate.maxPerContract"],
    ["minato", "contractorConfirmation.answerRoles", ["master"], "has none of these"],
    [
      "daishin",
      "contractorConfirmation.questions",
      [
        policy("daishin").contractorConfirmation.questions[0],
        policy("daishin").contractorConfirmation.questions[0],
      ],
      "same name",
    ],
    [
      "hisui",
      "contractorConfirmation.questions",
      [
        {
          ...policy("daishin").contractorConfirmation.questions[0],
          choices: [{ name: "a", text: { ja: "あ", en: "a" } }],
        },
      ],
      "two and more",
      "contractorConfirmation.questions[0].choices",
    ],
    ["hisui", "secrets.softwareKeyboard", "sometimes", "Invalid option"],
  ];
  for (const [id, path, value, reason, at = path] of cases)
    test(`${id}: ${path} = ${JSON.stringify(value)}`, (t) => {
      const folder = folderWith(t, { "default.json": {}, [`${id}.json`]: changed(id, path, value) });
      const problems = problemsOf(folder);
      const found = problems.find(
        (line) => line.startsWith(`${id}.json: $.${at}: `) && line.includes(reason),
      );
      assert.ok(found !== undefined, problems.join("\n") || "the file was accepted");
    });

  test("all that is wrong is named at once", (t) => {
    const wrong = {
      ...changed("hisui", "timeZone", "Nowhere/Land"),
      login: { ...policy("hisui").login, methods: ["password"] },
    };
    const problems = problemsOf(folderWith(t, { "default.json": {}, "hisui.json": wrong }));
    assert.deepEqual(
      problems.map((line) => line.split(": ")[1]),
      ["$.timeZone", "$.login.methods", "$.login.methods"],
    );
  });
});
