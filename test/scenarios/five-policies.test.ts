import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as stories from "./stories.ts";
import type { Tell } from "./stories.ts";
import { scenarioWorld } from "./world.ts";

/**
 * A6 row by row: the same story under five policies, told by the real enrolment server, portal and database, comes to
 * five documented ends. What the documents leave open was decided in docs/decisions/0020-gaps-of-the-policy-table.md.
 */

const INSTITUTIONS = ["hisui", "yukiguni", "akagi", "daishin", "minato"] as const;

/** What comes of it at [000], [001], [002], [003] and [004]. */
type Ends = readonly [string, string, string, string, string];

interface Row {
  /** The row of A6, or the rule of A2. */
  readonly rule: string;
  readonly story: string;
  readonly tell: Tell;
  readonly ends: Ends;
}

const same = (end: string): Ends => [end, end, end, end, end];

const BRANCH = "ACQUISITION_NEEDS_BRANCH";
const ADMINISTRATOR = "ACQUISITION_NEEDS_ADMINISTRATOR";
const threeIssued = "head: issued; administrator: issued; user: issued";
const twoIssued = "head: issued; user: issued";
const byLoginId = "loginId loginPassword";
const byFour = "contractId userId pin confirmationPin";
const notOffered = "PASSWORD_LOGIN_NOT_OFFERED";
const ended = "PASSWORD_LOGIN_ENDED";

const renewal = (days: number): string => `RENEWAL_NOT_YET_OPEN; open ${days} to 1; RENEWAL_EXPIRED`;

const passwords = (before: string, afterHead: string, afterOwn: string): string =>
  `before: ${before}; the head has one: ${afterHead}; own: ${afterOwn}`;

const rows: readonly Row[] = [
  {
    rule: "Proof for issue",
    story: "what the issuing application asks first",
    tell: stories.proofForIssue,
    ends: [byLoginId, byFour, byLoginId, byLoginId, byFour],
  },
  {
    rule: "OTP, transaction auth, additional auth",
    story: "the contract asks for one-time passwords",
    tell: stories.furtherProofs,
    ends: [
      "FACTOR_NOT_OFFERED",
      "FACTOR_NOT_OFFERED",
      "asks oneTimePasswordSoftwareToken",
      "FACTOR_NOT_OFFERED",
      "FACTOR_NOT_OFFERED",
    ],
  },
  {
    rule: "F1, F6",
    story: "first issue, the right given",
    tell: stories.firstIssue,
    ends: [threeIssued, twoIssued, threeIssued, threeIssued, twoIssued],
  },
  {
    rule: "A2.1",
    story: "a second certificate beside the first",
    tell: stories.oneEach,
    ends: same("ALREADY_HAS_CERTIFICATE"),
  },
  {
    rule: "F6",
    story: "first issue, the right never given",
    tell: stories.rightNeverGiven,
    ends: ["issued", "ACQUISITION_NOT_GRANTED", "issued", "issued", "issued"],
  },
  {
    rule: "Certificate use",
    story: "a contract that is still on ID and password, where there is such a thing",
    tell: stories.notApplied,
    ends: [
      "CONTRACT_METHOD_NOT_OFFERED",
      "issued",
      "ACQUISITION_CERTIFICATES_NOT_USED",
      "issued",
      "CONTRACT_METHOD_NOT_OFFERED",
    ],
  },
  {
    rule: "Certificate use (A2.7)",
    story: "login by ID and password before and after certificates were obtained",
    tell: stories.passwordLogin,
    ends: [
      passwords(notOffered, notOffered, notOffered),
      passwords("logged in", ended, ended),
      passwords(ended, ended, ended),
      passwords("logged in", "logged in", ended),
      passwords(notOffered, notOffered, notOffered),
    ],
  },
  {
    rule: "Validity",
    story: "issued on 1 June 2026 at 9:00: the last second",
    tell: stories.validity,
    ends: [
      "2027-06-02 08:59:59",
      "2027-06-01 08:59:59",
      "2027-06-01 08:59:59",
      "2027-06-02 08:59:59",
      "2027-06-01 08:59:59",
    ],
  },
  {
    rule: "Renewal from",
    story: "renewal tried at noon of each day before expiry",
    tell: stories.renewalDays,
    ends: [renewal(40), renewal(30), renewal(40), renewal(40), renewal(30)],
  },
  {
    rule: "Renewal from",
    story: "renewal in the last second, and in the one after it",
    tell: stories.renewalToTheLastSecond,
    ends: same("open, then RENEWAL_EXPIRED"),
  },
  {
    rule: "E-mail",
    story: "days before expiry on which mail goes to the user, and to the head about the user",
    tell: stories.mailDays,
    ends: [
      "user 40 10; head -",
      "user 30 10; head 30 10",
      "user 40; head -",
      "user 40; head -",
      "user 30 10; head -",
    ],
  },
  {
    rule: "Expired: master / administrator, user",
    story: "the day after expiry",
    tell: stories.expired,
    ends: [
      threeIssued,
      `head: ${BRANCH}; user: ${ADMINISTRATOR}`,
      threeIssued,
      threeIssued,
      `head: ${BRANCH}; user: issued`,
    ],
  },
  {
    rule: "Expired: user",
    story: "91 days after expiry",
    tell: stories.expiredLongAgo,
    ends: ["issued", ADMINISTRATOR, "issued", "issued", "ACQUISITION_SELF_WINDOW_PASSED"],
  },
  {
    rule: "Expired: user",
    story: "after expiry the head gives the right again",
    tell: stories.expiredAndGranted,
    ends: same("issued"),
  },
  {
    rule: "Who revokes on screen",
    story: "the head, then an administrator, revoke the user's",
    tell: stories.revokedOnScreen,
    ends: [
      "head: revoked; administrator: revoked",
      "head: REVOCATION_ONLY_BY_INSTITUTION",
      "head: revoked; administrator: ACTION_NOT_PERMITTED",
      "head: revoked; administrator: revoked",
      "head: revoked",
    ],
  },
  {
    rule: "Who revokes on screen",
    story: "a user tries to revoke the head's",
    tell: stories.byUserOnScreen,
    ends: same("ACTION_NOT_PERMITTED"),
  },
  {
    rule: "F4, F5",
    story: "revoked by the institution: who gets another one by themselves",
    tell: stories.acquiredAfterRevocation,
    ends: [
      threeIssued,
      `head: ${BRANCH}; user: ${ADMINISTRATOR}`,
      threeIssued,
      threeIssued,
      `head: ${BRANCH}; user: issued`,
    ],
  },
  {
    rule: "Master's PC change",
    story: "the head revokes their own on screen (else the branch does), and acquires again",
    tell: stories.changeOfHeadsPc,
    ends: [
      "revoked; then issued",
      `REVOCATION_ONLY_BY_INSTITUTION; then ${BRANCH}`,
      "OWN_REVOCATION_ONLY_BY_INSTITUTION; then issued",
      "revoked; then issued",
      `OWN_REVOCATION_ONLY_BY_INSTITUTION; then ${BRANCH}`,
    ],
  },
  {
    rule: "Acquisition deadline",
    story: "on the 80th day after the right was given",
    tell: stories.onTheEightiethDay,
    ends: same("issued"),
  },
  {
    rule: "Acquisition deadline",
    story: "on the 81st",
    tell: stories.deadlineMissed,
    ends: ["issued", "ACQUISITION_DEADLINE_PASSED", "issued", "issued", "issued"],
  },
  {
    rule: "Acquisition deadline",
    story: "on the 81st, and the head gives the right again",
    tell: stories.deadlineMissedAndGranted,
    ends: same("given by the head; issued"),
  },
  {
    rule: "Max certificates",
    story: "beside 99 and beside 100 others of the contract",
    tell: stories.cap,
    ends: same("beside 99: issued; beside 100: CONTRACT_CERTIFICATE_CAP"),
  },
];

const world = await scenarioWorld();

for (const { rule, story, tell, ends } of rows) {
  describe(`${rule}: ${story}`, () => {
    for (const [index, id] of INSTITUTIONS.entries()) {
      test(id, async () => assert.equal(await tell(world, id), ends[index]));
    }
  });
}

test("every story is told, at every institution that comes with the product", () => {
  assert.deepEqual(new Set(rows.map(({ tell }) => tell)), new Set<Tell>(Object.values(stories)));
  const shipped = world.context.institutions.all.map(({ id }) => id);
  assert.deepEqual(shipped.toSorted(), [...INSTITUTIONS].toSorted());
});
