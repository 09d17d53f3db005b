import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadInstitutions } from "#domain/institution/load.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import { judgeAcquisition } from "./acquisition.ts";
import type { AcquisitionFacts, LastCertificate } from "./facts.ts";

/** Every institution's row of A6, as scenarios: the same story under five policies. */

const loaded = loadInstitutions(join(import.meta.dirname, "../../../../institutions"));
assert.ok(loaded.ok);
const registry = loaded.value;

const institution = (id: string): InstitutionPolicy => {
  const found = registry.byId(id);
  assert.ok(found, id);
  return found;
};

const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const NOW = instant("2027-06-15T03:00:00Z"); // 12:00 in Tokyo
const daysBefore = (days: number): Temporal.Instant => NOW.subtract({ hours: 24 * days });

const facts = (id: string, role: UserRole, changes: Partial<AcquisitionFacts> = {}): AcquisitionFacts => ({
  institution: institution(id),
  role,
  userState: "active",
  grantedAt: undefined,
  contractLoginMethod: "certificate",
  lastCertificate: undefined,
  certificatesOfOthers: 0,
  now: NOW,
  ...changes,
});

const certificate = (changes: Partial<LastCertificate> = {}): LastCertificate => ({
  serial: "00112233445566778899aabbccddeeff",
  state: "active",
  confirmedAt: daysBefore(300),
  notAfter: NOW.add({ hours: 24 * 66 }),
  endedAt: undefined,
  ...changes,
});

const expired = (days: number): LastCertificate =>
  certificate({ confirmedAt: daysBefore(days + 366), notAfter: daysBefore(days) });
const revoked = (days: number): LastCertificate =>
  certificate({ state: "revoked", endedAt: daysBefore(days) });

const outcome = (asked: AcquisitionFacts): string => {
  const judged = judgeAcquisition(asked);
  return judged.ok ? judged.value.basis : judged.refusal.code;
};

const ROLES = ["master", "administrator", "user"] as const;
const ALL = ["hisui", "yukiguni", "akagi", "daishin", "minato"] as const;
const BRANCH = "ACQUISITION_NEEDS_BRANCH";
const ADMINISTRATOR = "ACQUISITION_NEEDS_ADMINISTRATOR";

/** Outcomes by institution, for master, administrator and user. */
type Table = Readonly<Record<(typeof ALL)[number], readonly [string, string, string]>>;

const same = (text: string): readonly [string, string, string] => [text, text, text];

const check = (name: string, table: Table, changes: Partial<AcquisitionFacts>): void => {
  for (const id of ALL) {
    for (const [index, role] of ROLES.entries()) {
      test(`${name}: ${id}, ${role}`, () => {
        assert.equal(outcome(facts(id, role, changes)), table[id][index]);
      });
    }
  }
};

check(
  "first acquisition, right given today",
  {
    hisui: same("first"),
    yukiguni: same("first"),
    akagi: same("first"),
    daishin: same("first"),
    minato: same("first"),
  },
  { grantedAt: NOW },
);

check(
  "first acquisition, right never given",
  {
    hisui: same("first"),
    yukiguni: same("ACQUISITION_NOT_GRANTED"),
    akagi: same("first"),
    daishin: same("first"),
    minato: same("first"),
  },
  {},
);

check(
  "first acquisition, right given 81 days ago",
  {
    hisui: same("first"),
    yukiguni: same("ACQUISITION_DEADLINE_PASSED"),
    akagi: same("first"),
    daishin: same("first"),
    minato: same("first"),
  },
  { grantedAt: daysBefore(81) },
);

check(
  "certificate expired yesterday",
  {
    hisui: same("afterExpiry"),
    yukiguni: [BRANCH, BRANCH, ADMINISTRATOR],
    akagi: same("afterExpiry"),
    daishin: same("afterExpiry"),
    minato: [BRANCH, BRANCH, "afterExpiry"],
  },
  { grantedAt: daysBefore(400), lastCertificate: expired(1) },
);

check(
  "certificate expired 91 days ago",
  {
    hisui: same("afterExpiry"),
    yukiguni: [BRANCH, BRANCH, ADMINISTRATOR],
    akagi: same("afterExpiry"),
    daishin: same("afterExpiry"),
    minato: [BRANCH, BRANCH, "ACQUISITION_SELF_WINDOW_PASSED"],
  },
  { grantedAt: daysBefore(500), lastCertificate: expired(91) },
);

check(
  "certificate expired 91 days ago, right given again today",
  {
    hisui: same("granted"),
    yukiguni: same("granted"),
    akagi: same("granted"),
    daishin: same("granted"),
    minato: same("granted"),
  },
  { grantedAt: NOW, lastCertificate: expired(91) },
);

check(
  "certificate revoked yesterday",
  {
    hisui: same("afterRevocation"),
    yukiguni: [BRANCH, BRANCH, ADMINISTRATOR],
    akagi: same("afterRevocation"),
    daishin: same("afterRevocation"),
    minato: [BRANCH, BRANCH, "afterRevocation"],
  },
  { grantedAt: daysBefore(400), lastCertificate: revoked(1) },
);

check(
  "certificate revoked yesterday, right given again today",
  {
    hisui: same("granted"),
    yukiguni: same("granted"),
    akagi: same("granted"),
    daishin: same("granted"),
    minato: same("granted"),
  },
  { grantedAt: NOW, lastCertificate: revoked(1) },
);

check(
  "certificate in use",
  {
    hisui: same("ALREADY_HAS_CERTIFICATE"),
    yukiguni: same("ALREADY_HAS_CERTIFICATE"),
    akagi: same("ALREADY_HAS_CERTIFICATE"),
    daishin: same("ALREADY_HAS_CERTIFICATE"),
    minato: same("ALREADY_HAS_CERTIFICATE"),
  },
  { grantedAt: NOW, lastCertificate: certificate() },
);

check(
  "contract that has not applied for certificates",
  {
    hisui: same("first"),
    yukiguni: same("first"),
    akagi: same("ACQUISITION_CERTIFICATES_NOT_USED"),
    daishin: same("first"),
    minato: same("first"),
  },
  { grantedAt: NOW, contractLoginMethod: "password" },
);

check(
  "user suspended",
  {
    hisui: same("USER_SUSPENDED"),
    yukiguni: same("USER_SUSPENDED"),
    akagi: same("USER_SUSPENDED"),
    daishin: same("USER_SUSPENDED"),
    minato: same("USER_SUSPENDED"),
  },
  { grantedAt: NOW, userState: "suspended" },
);

check(
  "contract with as many certificates as it may have",
  {
    hisui: same("CONTRACT_CERTIFICATE_CAP"),
    yukiguni: same("CONTRACT_CERTIFICATE_CAP"),
    akagi: same("CONTRACT_CERTIFICATE_CAP"),
    daishin: same("CONTRACT_CERTIFICATE_CAP"),
    minato: same("CONTRACT_CERTIFICATE_CAP"),
  },
  { grantedAt: NOW, certificatesOfOthers: 100 },
);

test("the cap counts the others: the hundredth certificate is still given", () => {
  assert.equal(outcome(facts("hisui", "user", { certificatesOfOthers: 99 })), "first");
});

test("the eightieth day is still inside the deadline, to its last second in the institution's time zone", () => {
  const grantedAt = instant("2027-01-10T02:00:00Z"); // 11:00 on 10 January in Tokyo; the 80th day is 31 March
  const at = (text: string) => outcome(facts("yukiguni", "user", { grantedAt, now: instant(text) }));
  assert.equal(at("2027-03-31T14:59:59Z"), "first");
  assert.equal(at("2027-03-31T15:00:00Z"), "ACQUISITION_DEADLINE_PASSED");
});

test("the refusal of a missed deadline names its day", () => {
  const grantedAt = instant("2027-01-10T02:00:00Z");
  const judged = judgeAcquisition(facts("yukiguni", "user", { grantedAt }));
  assert.ok(!judged.ok);
  assert.deepEqual(judged.refusal.facts, { deadline: "2027-03-31" });
});

test("a right says until when it can be used, and how many days are left", () => {
  const judged = judgeAcquisition(facts("yukiguni", "user", { grantedAt: daysBefore(70) }));
  assert.ok(judged.ok);
  assert.equal(judged.value.daysLeft, 10);
  assert.equal(judged.value.deadline?.toString(), "2027-06-25T14:59:59Z");
});

test("self re-acquisition after expiry counts down its own days", () => {
  const judged = judgeAcquisition(facts("minato", "user", { lastCertificate: expired(80) }));
  assert.ok(judged.ok);
  assert.equal(judged.value.daysLeft, 10);
});

test("the ninetieth day after expiry is still open for self re-acquisition", () => {
  assert.equal(outcome(facts("minato", "user", { lastCertificate: expired(90) })), "afterExpiry");
});

test("a right that was given before the last certificate came into use is used up", () => {
  const lastCertificate = revoked(1);
  const grantedAt = lastCertificate.confirmedAt.subtract({ hours: 1 });
  assert.equal(outcome(facts("yukiguni", "user", { grantedAt, lastCertificate })), ADMINISTRATOR);
});

test("a right given while the old certificate was still in use serves after its revocation", () => {
  assert.equal(
    outcome(facts("yukiguni", "user", { grantedAt: daysBefore(5), lastCertificate: revoked(1) })),
    "granted",
  );
});

test("a right given again but left to lapse is told by its deadline", () => {
  const changes = { grantedAt: daysBefore(90), lastCertificate: revoked(100) };
  assert.equal(outcome(facts("yukiguni", "user", changes)), "ACQUISITION_DEADLINE_PASSED");
});

test("a lapsed right does not hold up whoever may act alone", () => {
  const minato = institution("minato");
  const strict = { ...minato, acquisition: { ...minato.acquisition, deadlineDays: 80 } };
  const changes = { institution: strict, grantedAt: daysBefore(90), lastCertificate: revoked(100) };
  assert.equal(outcome(facts("minato", "user", changes)), "afterRevocation");
});

test("the last second of a certificate still stands in the way, the next one no longer", () => {
  const lastCertificate = certificate({ notAfter: NOW });
  assert.equal(outcome(facts("hisui", "user", { lastCertificate })), "ALREADY_HAS_CERTIFICATE");
  const now = NOW.add({ seconds: 1 });
  assert.equal(outcome(facts("hisui", "user", { lastCertificate, now })), "afterExpiry");
});

test("an expired certificate that was replaced by the record as expired is treated as expired", () => {
  const lastCertificate = { ...expired(10), state: "expired" as const, endedAt: daysBefore(3) };
  assert.equal(outcome(facts("minato", "user", { lastCertificate })), "afterExpiry");
});
