import { familyOf } from "./families.ts";
import type { InstitutionProblem } from "./load.ts";
import { userRoles } from "./policy-parts.ts";
import type { InstitutionPolicy } from "./policy.ts";
import { replacementFollowsReacquisition, replacementWaitFitsDeadline } from "./replacement-checks.ts";
import { placeholdersOf, SUBJECT_PART_LIMIT, subjectPlaceholders } from "./subject.ts";

/** What is wrong in one place of a policy. */
export interface PolicyProblem {
  readonly path: string;
  readonly reason: string;
}

/** One rule that no single field can state: says all that is wrong with it, or nothing. */
export type PolicyCheck = (policy: InstitutionPolicy) => PolicyProblem[];

const problem = (path: string, reason: string): PolicyProblem => ({ path, reason });

const when = (isWrong: boolean, path: string, reason: string): PolicyProblem[] =>
  isWrong ? [problem(path, reason)] : [];

const timeZoneExists: PolicyCheck = ({ timeZone }) => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    // An offset is no place: it would know nothing of summer time.
    return when(/^[+-]/.test(timeZone), "$.timeZone", "must be the name of a time zone, not an offset");
  } catch {
    return [problem("$.timeZone", `there is no time zone ${timeZone}`)];
  }
};

const SHORTEST_YEAR_DAYS = 365;

const validityDays = ({ unit, amount }: InstitutionPolicy["certificate"]["validity"]): number =>
  unit === "days" ? amount : amount * SHORTEST_YEAR_DAYS;

/** RFC 5280 sets no limit; ours keeps a certificate shorter than the life of the authority that issues it. */
const validityIsBounded: PolicyCheck = ({ certificate: { validity } }) =>
  when(
    validity.unit === "years" && validity.amount > 5,
    "$.certificate.validity.amount",
    "must be at most 5 years",
  );

const renewalFitsValidity: PolicyCheck = ({ certificate, renewal }) => {
  const days = validityDays(certificate.validity);
  const tooLate = `must be shorter than the validity (${days} days)`;
  return [
    ...when(renewal.opensDays >= days, "$.renewal.opensDays", tooLate),
    ...renewal.mailDays.flatMap((mailDays, index) => [
      ...when(mailDays >= days, `$.renewal.mailDays[${index}]`, tooLate),
      ...when(
        mailDays > renewal.opensDays,
        `$.renewal.mailDays[${index}]`,
        `reminds of a renewal that opens only ${renewal.opensDays} days before expiry`,
      ),
    ]),
  ];
};

const acquisitionMailsFitDeadline: PolicyCheck = ({ acquisition: { deadlineDays, mailDays } }) =>
  mailDays.flatMap((days, index) =>
    when(
      deadlineDays === null || days >= deadlineDays,
      `$.acquisition.mailDays[${index}]`,
      deadlineDays === null
        ? "reminds of a deadline that there is not ($.acquisition.deadlineDays)"
        : `must be shorter than the deadline (${deadlineDays} days)`,
    ),
  );

const noRepeats =
  (path: string, read: (policy: InstitutionPolicy) => readonly (string | number)[]): PolicyCheck =>
  (policy) => {
    const values = read(policy);
    return when(new Set(values).size !== values.length, path, "names the same thing twice");
  };

const RISK_FACTS = ["newDevice", "newNetwork", "longAbsence", "recentFailures"] as const;

/** What follows from an unusual login can be done. */
const riskMeasuresAreOffered: PolicyCheck = ({ login: { risk }, acquisition }) =>
  RISK_FACTS.flatMap((fact) =>
    risk[fact].flatMap((measure, index) =>
      when(
        measure !== "mail" && !acquisition.furtherProof.includes(measure),
        `$.login.risk.${fact}[${index}]`,
        "asks for a proof that is not offered ($.acquisition.furtherProof)",
      ),
    ),
  );

const subjectNamesTheUser: PolicyCheck = (policy) => {
  const { subject } = policy.certificate;
  const used = new Set(Object.values(subject).flatMap(placeholdersOf));
  const fields = familyOf(policy).identityFields.filter((field) => !field.secret);
  const namesBoth = used.has("contractId") && used.has("userId");
  const usesLoginId = fields.some((field) => field.name === "loginId");
  if (namesBoth || (usesLoginId && used.has("loginId"))) return [];
  const wanted = usesLoginId ? "{loginId}, or {contractId} and {userId}" : "{contractId} and {userId}";
  return [problem("$.certificate.subject", `must identify one user: ${wanted} must occur`)];
};

/** What can be wrong with one subject template, on its own. */
const templateFaults = (template: string): { readonly isWrong: boolean; readonly reason: string }[] => {
  const names = placeholdersOf(template);
  const unknown = names.find((name) => !Object.hasOwn(subjectPlaceholders, name));
  const rest = template.replaceAll(/\{[^{}]*\}/g, "");
  const longest =
    Array.from(rest).length + names.reduce((sum, name) => sum + (subjectPlaceholders[name] ?? 0), 0);
  return [
    { isWrong: unknown !== undefined, reason: `there is no placeholder {${unknown}}` },
    { isWrong: /[{}]/.test(rest), reason: "has a brace without its other half" },
    { isWrong: /\p{Cc}/u.test(template), reason: "contains a control character" },
    {
      isWrong: longest > SUBJECT_PART_LIMIT,
      reason: `can become ${longest} characters long; RFC 5280 allows ${SUBJECT_PART_LIMIT}`,
    },
  ];
};

const subjectTemplatesAreFillable: PolicyCheck = (policy) => {
  const hasLoginId = familyOf(policy).identityFields.some((field) => field.name === "loginId");
  return Object.entries(policy.certificate.subject).flatMap(([part, template]) => {
    const needsLoginId = placeholdersOf(template).includes("loginId");
    const faults = templateFaults(template).concat({
      isWrong: !hasLoginId && needsLoginId,
      reason: `users of the ${policy.family} family have no {loginId}`,
    });
    return faults.flatMap(({ isWrong, reason }) => when(isWrong, `$.certificate.subject.${part}`, reason));
  });
};

const ownRevocationIsPartOfRevocation: PolicyCheck = ({ revocation }) =>
  revocation.ownOnScreenRoles.flatMap((role, index) =>
    when(
      !revocation.onScreenRoles.includes(role),
      `$.revocation.ownOnScreenRoles[${index}]`,
      `${role} may not revoke on screen at all ($.revocation.onScreenRoles)`,
    ),
  );

const rolesExistInFamily: PolicyCheck = (policy) => {
  const { roles } = familyOf(policy);
  const { onScreenRoles, ownOnScreenRoles } = policy.revocation;
  return Object.entries({ onScreenRoles, ownOnScreenRoles }).flatMap(([field, listed]) =>
    listed.flatMap((role, index) =>
      when(
        !roles.includes(role),
        `$.revocation.${field}[${index}]`,
        `the ${policy.family} family has no ${role}`,
      ),
    ),
  );
};

const unlockRolesExistInFamily: PolicyCheck = (policy) =>
  policy.userAdministration.unlockRoles.flatMap((role, index) =>
    when(
      role === "user" || !familyOf(policy).roles.includes(role),
      `$.userAdministration.unlockRoles[${index}]`,
      `the ${policy.family} family has no ${role} who administers users`,
    ),
  );

/** Where a contract has one administrator, nobody could approve. */
const dualApprovalHasApprovers: PolicyCheck = (policy) =>
  when(
    policy.userAdministration.dualApproval !== "never" &&
      !familyOf(policy).roles.slice(1).includes("administrator"),
    "$.userAdministration.dualApproval",
    `contracts of the ${policy.family} family have one administrator: nobody could approve`,
  );

const transitionIsPossible: PolicyCheck = ({ transition, login }) => [
  ...when(
    transition.plannedBy !== "nobody" && !login.methods.includes("password"),
    "$.transition.plannedBy",
    "there is nothing to move from: `password` is not offered ($.login.methods)",
  ),
  ...when(
    transition.leastDays > transition.mostDays,
    "$.transition.leastDays",
    "is more than $.transition.mostDays",
  ),
];

const deviceChangeIsPossible: PolicyCheck = ({ deviceChange, revocation }) =>
  userRoles.flatMap((role) =>
    when(
      deviceChange[role] === "onScreen" && revocation.onScreenRoles.length === 0,
      `$.deviceChange.${role}`,
      "nobody may revoke on screen ($.revocation.onScreenRoles)",
    ),
  );

const certificateLoginIsOffered: PolicyCheck = ({ login }) =>
  when(!login.methods.includes("certificate"), "$.login.methods", "must offer `certificate`");

const passwordLoginIsConsistent: PolicyCheck = ({ certificate, login }) => {
  const offersPassword = login.methods.includes("password");
  return [
    ...when(
      certificate.use === "mandatory" && offersPassword,
      "$.login.methods",
      "offers `password` although certificates are mandatory ($.certificate.use)",
    ),
    ...when(
      !offersPassword && login.passwordLoginEnds !== "fromStart",
      "$.login.passwordLoginEnds",
      "must be `fromStart` where `password` is not offered ($.login.methods)",
    ),
    ...when(
      certificate.use === "inPrinciple" && login.passwordLoginEnds === "never",
      "$.login.passwordLoginEnds",
      "must not be `never` where certificates are used in principle ($.certificate.use)",
    ),
  ];
};

const selfReacquisitionIsConsistent: PolicyCheck = ({ acquisition }) =>
  when(
    acquisition.afterExpiryDays !== null && !Object.values(acquisition.afterExpiry).includes("self"),
    "$.acquisition.afterExpiryDays",
    "limits a re-acquisition by `self` that nobody has ($.acquisition.afterExpiry)",
  );

const secretLengthsFit: PolicyCheck = ({ secrets }) =>
  when(
    secrets.minCharacters > secrets.maxCharacters,
    "$.secrets.minCharacters",
    "is more than $.secrets.maxCharacters",
  );

const sessionLengthsFit: PolicyCheck = ({ session }) =>
  when(
    session.idleSeconds > session.absoluteSeconds,
    "$.session.idleSeconds",
    "is more than $.session.absoluteSeconds",
  );

const certificatesSuffice: PolicyCheck = ({ certificate, contract }) =>
  when(
    certificate.maxPerContract > contract.maxUsers,
    "$.certificate.maxPerContract",
    "is more than $.contract.maxUsers: a user has one certificate",
  );

const registrationMakesLoginIds: PolicyCheck = (policy) =>
  when(
    policy.registration.selfService &&
      !familyOf(policy).identityFields.some((field) => field.name === "loginId"),
    "$.registration.selfService",
    `users of the ${policy.family} family have no login ID`,
  );

/** Somebody of the family answers, each question has its own name, and a choice is one between two at least. */
const contractorQuestionsCanBeAnswered: PolicyCheck = (policy) => {
  const { questions, answerRoles } = policy.contractorConfirmation;
  const { roles } = familyOf(policy);
  const names = questions.map(({ name }) => name);
  return [
    ...when(
      !answerRoles.some((role) => roles.includes(role)),
      "$.contractorConfirmation.answerRoles",
      `the ${policy.family} family has none of these`,
    ),
    ...when(
      new Set(names).size !== names.length,
      "$.contractorConfirmation.questions",
      "two have the same name",
    ),
    ...questions.flatMap(({ choices }, index) =>
      when(
        choices.length === 1 || new Set(choices.map(({ name }) => name)).size !== choices.length,
        `$.contractorConfirmation.questions[${index}].choices`,
        "must be none, or two and more of different names",
      ),
    ),
  ];
};

const browserFormsFit: PolicyCheck = ({ acquisition: { inBrowser } }) =>
  when(
    (inBrowser.use === "allowed") !== inBrowser.forms.length > 0,
    "$.acquisition.inBrowser.forms",
    inBrowser.use === "allowed"
      ? "must name a form where acquisition in the browser is allowed"
      : "must be empty where acquisition in the browser is forbidden",
  );

/** Every check on one policy. A new rule is a new line here. */
export const policyChecks: readonly PolicyCheck[] = [
  timeZoneExists,
  validityIsBounded,
  renewalFitsValidity,
  acquisitionMailsFitDeadline,
  noRepeats("$.acquisition.mailDays", ({ acquisition }) => acquisition.mailDays),
  noRepeats("$.renewal.mailDays", ({ renewal }) => renewal.mailDays),
  noRepeats("$.certificate.keyAlgorithms", ({ certificate }) => certificate.keyAlgorithms),
  noRepeats("$.acquisition.proof", ({ acquisition }) => acquisition.proof),
  noRepeats("$.acquisition.furtherProof", ({ acquisition }) => acquisition.furtherProof),
  noRepeats("$.secondFactor.additionalAuthentication.questions", ({ secondFactor }) =>
    secondFactor.additionalAuthentication.questions.map(({ id }) => id),
  ),
  riskMeasuresAreOffered,
  ...RISK_FACTS.map((fact) => noRepeats(`$.login.risk.${fact}`, ({ login }) => login.risk[fact])),
  noRepeats("$.acquisition.inBrowser.forms", ({ acquisition }) => acquisition.inBrowser.forms),
  browserFormsFit,
  noRepeats(
    "$.secondFactor.oneTimePassword.tokens",
    ({ secondFactor }) => secondFactor.oneTimePassword.tokens,
  ),
  noRepeats("$.revocation.onScreenRoles", ({ revocation }) => revocation.onScreenRoles),
  noRepeats("$.revocation.ownOnScreenRoles", ({ revocation }) => revocation.ownOnScreenRoles),
  noRepeats("$.login.methods", ({ login }) => login.methods),
  subjectTemplatesAreFillable,
  subjectNamesTheUser,
  ownRevocationIsPartOfRevocation,
  rolesExistInFamily,
  unlockRolesExistInFamily,
  noRepeats("$.userAdministration.unlockRoles", ({ userAdministration }) => userAdministration.unlockRoles),
  noRepeats(
    "$.userAdministration.dualApprovalActs",
    ({ userAdministration }) => userAdministration.dualApprovalActs,
  ),
  dualApprovalHasApprovers,
  transitionIsPossible,
  deviceChangeIsPossible,
  certificateLoginIsOffered,
  passwordLoginIsConsistent,
  selfReacquisitionIsConsistent,
  replacementFollowsReacquisition,
  replacementWaitFitsDeadline,
  secretLengthsFit,
  registrationMakesLoginIds,
  sessionLengthsFit,
  certificatesSuffice,
  contractorQuestionsCanBeAnswered,
];

/** What only all policies together can get wrong: two institutions with one code or one name. */
export const checkAcross = (
  loaded: readonly { readonly file: string; readonly policy: InstitutionPolicy }[],
): InstitutionProblem[] =>
  (["id", "code"] as const).flatMap((key) => {
    const files = new Map<string, string>();
    return loaded.flatMap(({ file, policy }) => {
      const first = files.get(policy[key]);
      if (first !== undefined)
        return [{ file, path: `$.${key}`, reason: `${policy[key]} is taken by ${first}` }];
      files.set(policy[key], file);
      return [];
    });
  });
