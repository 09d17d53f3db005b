import type { Proposal, ProposalState } from "#domain/approval/proposal.ts";
import type { StoppedProof } from "#domain/credential/stops.ts";
import { RIGHTS, withholdableRights } from "#domain/user/rights.ts";
import type { User } from "#domain/user/users.ts";
import type { Language } from "#platform/html/language.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { proposalPage, proposalResultPage } from "#screens/portal/TAPR003-proposal/view.ts";
import type { ProposalModel } from "#screens/portal/TAPR003-proposal/view.ts";
import { proposalsPage } from "#screens/portal/TAPR002-proposals/view.ts";
import { readinessPage, remindedPage } from "#screens/portal/TRDY001-readiness/view.ts";
import type { ReadinessModel, ReadinessRow } from "#screens/portal/TRDY001-readiness/view.ts";
import {
  finishModel,
  planConfirmModel,
  planPage,
  planResultPage,
} from "#screens/portal/TRDY003-transition-plan/view.ts";
import { detailsPage } from "#screens/portal/TRSK008-user-details/view.ts";
import type { PossibleAct } from "#screens/portal/TRSK008-user-details/view.ts";
import {
  changeConfirmModel,
  changePage,
  changeResultPage,
} from "#screens/portal/TRSK009-user-change/view.ts";
import type { ChangeModel } from "#screens/portal/TRSK009-user-change/view.ts";
import { deletionModel, deletionResultPage } from "#screens/portal/TRSK012-user-deletion/view.ts";
import { resetModel, resetResultPage } from "#screens/portal/TRSK014-secret-reset/view.ts";
import { unlockModel, unlockResultPage } from "#screens/portal/TRSK016-user-unlock/view.ts";
import { confirmPage } from "#screens/portal/act-pages.ts";
import { administrationPlace, topPlaces } from "#screens/portal/places.ts";
import { proposedPage } from "#screens/portal/proposed-page.ts";
import { entry, NOW, people, refusalOf, SERIAL } from "./gallery-parts.ts";
import type { GalleryEntry, Scene } from "./gallery-parts.ts";

const at = (path: string): Scene => ({ institution: "akagi", role: "master", path });
const shinkin = (path: string): Scene => ({ institution: "yukiguni", role: "administrator", path });
const USER = "/administration/users/list/0003";

const trail = (page: PageContext) => [topPlaces[page.institution.family], administrationPlace];
const inDays = (days: number) => NOW.add({ hours: 24 * days });

const userOf = (language: Language, more: Partial<User> = {}): User => ({
  reference: { institutionCode: "9003", contractId: "90030001", userId: "0003" },
  role: "administrator",
  loginId: "taro0002",
  userName: people[language][2],
  mailAddress: "taro@customer.example",
  language,
  state: "active",
  acquisitionGrantedAt: null,
  passwordLoginEndedAt: null,
  createdAt: NOW.subtract({ hours: 24 * 300 }),
  deletedAt: null,
  revision: 3,
  withheldRights: [],
  acquisitionRemindedAt: null,
  ...more,
});

const stops: readonly StoppedProof[] = [
  { proof: "login", stop: { kind: "permanent" } },
  { proof: "oneTimePassword", stop: { kind: "temporary", until: NOW.add({ minutes: 25 }) } },
];

const acts = (names: readonly PossibleAct["name"][], refusal?: string): readonly PossibleAct[] =>
  names.map((name, index) => ({ name, path: USER, refusal: index > 1 ? refusal : undefined }));

const allActs = ["change", "unlock", "reset", "suspend", "revoke", "remove"] as const;

const detailEntries: readonly GalleryEntry[] = [
  entry("TRSK008-locked", at(USER), (page, language) =>
    detailsPage(page, {
      user: userOf(language, { withheldRights: ["deleteUsers", "approve"] }),
      isSelf: false,
      stops,
      state: "active",
      notAfter: inDays(210),
      acts: acts(allActs),
    }),
  ),
  entry("TRSK008-oneself", at(USER), (page, language) =>
    detailsPage(page, {
      user: userOf(language, { role: "master", mailAddress: null, state: "active" }),
      isSelf: true,
      stops: [],
      state: "none",
      notAfter: undefined,
      acts: acts(
        ["change", "issue", "reset", "suspend", "remove"],
        language === "ja" ? "ご自身には行えません。" : "Not to yourself.",
      ),
    }),
  ),
];

const change = (page: PageContext, language: Language, more: Partial<ChangeModel> = {}): ChangeModel => {
  const user = userOf(language, { withheldRights: ["deleteUsers"] });
  const rights = withholdableRights(page.institution, "administrator");
  return {
    user,
    parts: { isOwn: false, choosesRole: true, rights, notVisitors: ["approve"] },
    entry: { ...user, userId: "0003", withheldRights: user.withheldRights },
    ...more,
  };
};

const changed = (page: PageContext, language: Language): ChangeModel => {
  const model = change(page, language);
  const mailAddress = "a-rather-long-name-of-somebody@a-long-domain.customer.example";
  return { ...model, entry: { ...model.entry, mailAddress, withheldRights: RIGHTS.slice(3, 7) } };
};

const changeEntries: readonly GalleryEntry[] = [
  entry("TRSK009-form", at(USER), (page, language) => changePage(page, change(page, language))),
  entry("TRSK009-own", shinkin(USER), (page, language) =>
    changePage(
      page,
      change(page, language, { parts: { isOwn: true, choosesRole: false, rights: [], notVisitors: [] } }),
    ),
  ),
  entry("TRSK009-refused", at(USER), (page, language) =>
    changePage(
      page,
      change(page, language, {
        refusal: refusalOf("FORM_INVALID"),
        errors: {
          mailAddress:
            language === "ja"
              ? "文字の種類と長さをご確認ください。"
              : "Please check its characters and length.",
        },
      }),
    ),
  ),
  entry("TRSK010-confirmation", at(USER), (page, language) =>
    confirmPage(page, changeConfirmModel(page, changed(page, language))),
  ),
  entry("TRSK011-changed", at(USER), (page, language) => changeResultPage(page, userOf(language))),
];

const secrets = { login: "k7mWq3xPv9Rd", confirmation: "t4HnB8sYz2Fc" };

const userActEntries: readonly GalleryEntry[] = [
  entry("TRSK012-deletion", at(USER), (page, language) =>
    confirmPage(page, deletionModel(page, userOf(language))),
  ),
  entry("TRSK012-refused", shinkin(USER), (page, language) =>
    confirmPage(page, {
      ...deletionModel(page, userOf(language, { loginId: null, role: "user" })),
      refusal: refusalOf("CREDENTIAL_REFUSED"),
    }),
  ),
  entry("TRSK013-deleted", at(USER), (page, language) => deletionResultPage(page, userOf(language))),
  entry("TRSK014-reset", at(USER), (page, language) => confirmPage(page, resetModel(page, userOf(language)))),
  entry("TRSK015-reset", shinkin(USER), (page, language) =>
    resetResultPage(page, userOf(language, { loginId: null, role: "user" }), secrets),
  ),
  entry("TRSK016-unlock", at(USER), (page, language) =>
    confirmPage(page, unlockModel(page, userOf(language), stops)),
  ),
  entry("TRSK017-unlocked", at(USER), (page, language) => unlockResultPage(page, userOf(language))),
];

const PROPOSALS = "/administration/proposals";

const proposalOf = (_: Language, act: string, more: Partial<Proposal> = {}): Proposal => ({
  proposalId: SERIAL,
  act,
  proposer: { institutionCode: "9003", contractId: "90030001", userId: "0001" },
  subjectId: "0003",
  description: [
    [
      { ja: "ログインID", en: "Login ID" },
      { ja: "taro0002", en: "taro0002" },
    ],
    [
      { ja: "利用者名", en: "Name" },
      { ja: people.ja[2], en: people.en[2] },
    ],
    [
      { ja: "権限", en: "Role" },
      { ja: "一般ユーザ → 管理者ユーザ", en: "User → Administrator" },
    ],
  ],
  proposedAt: NOW.subtract({ hours: 5 }),
  expiresAt: inDays(6),
  state: "waiting",
  deciderId: null,
  decidedAt: null,
  reason: null,
  ...more,
});

const proposal = (language: Language, may: ProposalModel["may"]): ProposalModel => ({
  proposal: proposalOf(language, "changeUser"),
  state: "waiting",
  proposerName: people[language][1],
  may,
});

const listedProposal = (language: Language, act: string, state: ProposalState, isOwn = false) => ({
  proposal: proposalOf(language, act, { state }),
  state,
  proposerName: people[language][isOwn ? 0 : 1],
  isOwn,
  deciderName: state === "approved" ? people[language][0] : undefined,
});

const approvalEntries: readonly GalleryEntry[] = [
  entry("TAPR001-proposed", at(USER), (page) => proposedPage(page, trail(page), { expiresAt: inDays(7) })),
  entry("TAPR001-proposed-with-secrets", at(USER), (page) =>
    proposedPage(page, trail(page), { expiresAt: inDays(7) }, secrets),
  ),
  entry("TAPR002-list", at(PROPOSALS), (page, language) =>
    proposalsPage(page, trail(page), [
      listedProposal(language, "deleteUser", "waiting"),
      listedProposal(language, "changeUser", "waiting", true),
      listedProposal(language, "stopUser", "approved"),
      listedProposal(language, "registerUser", "declined"),
      listedProposal(language, "unlockUser", "expired"),
    ]),
  ),
  entry("TAPR002-empty", at(PROPOSALS), (page) => proposalsPage(page, trail(page), [])),
  entry("TAPR003-decide", at(PROPOSALS), (page, language) =>
    proposalPage(page, trail(page), proposal(language, "decide")),
  ),
  entry("TAPR003-own", at(PROPOSALS), (page, language) =>
    proposalPage(page, trail(page), proposal(language, "withdraw")),
  ),
  entry("TAPR003-about-oneself-refused", at(PROPOSALS), (page, language) =>
    proposalPage(page, trail(page), {
      ...proposal(language, "decline"),
      refusal: refusalOf("DECLINE_REASON_MISSING"),
    }),
  ),
  entry("TAPR003-declined", at(PROPOSALS), (page, language) =>
    proposalPage(page, trail(page), {
      ...proposal(language, "look"),
      state: "declined",
      proposal: proposalOf(language, "changeUser", {
        state: "declined",
        reason: language === "ja" ? "異動の予定がなくなったため" : "The person stays after all",
      }),
    }),
  ),
  entry("TAPR004-approved", at(PROPOSALS), (page, language) =>
    proposalResultPage(page, trail(page), proposal(language, "look"), "approved"),
  ),
];

const BOARD = "/administration/readiness";

const boardRows = (language: Language): ReadinessRow[] => {
  const row = (identity: string, index: 0 | 1 | 2, more: Partial<ReadinessRow>): ReadinessRow => ({
    identity,
    userName: people[language][index],
    readiness: "mayAcquire",
    state: "none",
    notAfter: undefined,
    deadline: undefined,
    remindedAt: undefined,
    ...more,
  });
  return [
    row("hanako01", 0, { readiness: "ready", state: "active", notAfter: inDays(350) }),
    row("sachikodt", 1, { readiness: "onItsWay", state: "onItsWay" }),
    row("taro0002", 2, { remindedAt: NOW.subtract({ hours: 30 }), deadline: inDays(20) }),
    row("jiro0003", 2, { readiness: "needsAct", state: "expired" }),
    row("saburo04", 2, { readiness: "stopped" }),
  ];
};

const readiness = (language: Language, more: Partial<ReadinessModel> = {}): ReadinessModel => ({
  stage: "both",
  plan: { acquireFrom: NOW.subtract({ hours: 24 * 10 }), passwordEndsAt: inDays(40) },
  rows: boardRows(language),
  mayRemind: true,
  mayPlan: true,
  ...more,
});

const dates = { acquireFrom: "2026-12-01", passwordEndsOn: "2027-02-01" };

const readinessEntries: readonly GalleryEntry[] = [
  entry("TRDY001-both", at(BOARD), (page, language) => readinessPage(page, trail(page), readiness(language))),
  entry("TRDY001-unplanned", at(BOARD), (page, language) =>
    readinessPage(page, trail(page), readiness(language, { stage: "unplanned", plan: undefined })),
  ),
  entry("TRDY001-shinkin-rule", shinkin(BOARD), (page, language) =>
    readinessPage(
      page,
      trail(page),
      readiness(language, {
        stage: "unplanned",
        plan: undefined,
        mayPlan: false,
        refusal: refusalOf("REMINDED_TODAY"),
      }),
    ),
  ),
  entry("TRDY001-certificate-only", at(BOARD), (page, language) =>
    readinessPage(page, trail(page), readiness(language, { stage: "certificateOnly", plan: undefined })),
  ),
  entry("TRDY002-reminded", at(BOARD), (page) => remindedPage(page, trail(page), 3)),
  entry("TRDY003-form", at(BOARD), (page) => planPage(page, { values: dates })),
  entry("TRDY003-refused", at(BOARD), (page) =>
    planPage(page, {
      values: dates,
      refusal: refusalOf("TRANSITION_DATES_UNFIT", { leastDays: 14, mostDays: 180 }),
    }),
  ),
  entry("TRDY004-confirmation", at(BOARD), (page) => confirmPage(page, planConfirmModel(page, dates, 3))),
  entry("TRDY005-finish", at(BOARD), (page, language) =>
    confirmPage(page, finishModel(page, [people[language][1], people[language][2]])),
  ),
  entry("TRDY006-planned", at(BOARD), (page) => planResultPage(page, "planned")),
];

/** What is done with one user, approval by a second administrator, and the move to certificates. */
export const userActEntriesAll: readonly GalleryEntry[] = [
  ...detailEntries,
  ...changeEntries,
  ...userActEntries,
  ...approvalEntries,
  ...readinessEntries,
];
