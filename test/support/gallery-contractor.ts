import { readAnswers } from "#domain/contractor-confirmation/answers.ts";
import type { Language } from "#platform/html/language.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { checkPage } from "#screens/portal/TCNF001-contractor-confirmation/check-view.ts";
import { statusPage } from "#screens/portal/TCNF001-contractor-confirmation/status-view.ts";
import { questionsPage } from "#screens/portal/TCNF001-contractor-confirmation/view.ts";
import { certificateCheckPage } from "#screens/portal/TENV001-environment/certificate-view.ts";
import type { EnvironmentFacts } from "#screens/portal/TENV001-environment/facts.ts";
import { environmentPage } from "#screens/portal/TENV001-environment/view.ts";
import { errorCode } from "#screens/portal/THLP001-help/codes.ts";
import { errorCodePage, errorCodesPage, helpIndexPage } from "#screens/portal/THLP001-help/index-view.ts";
import { searchHelp } from "#screens/portal/THLP001-help/search.ts";
import { invariant } from "#shared/invariant.ts";
import { NOW, entry, people, refusalOf } from "./gallery-parts.ts";
import type { GalleryEntry, Scene } from "./gallery-parts.ts";

const asked: Scene = { institution: "daishin", role: "master", path: "/confirmation" };
const others: Scene = { institution: "daishin", role: "user", path: "/confirmation/status" };
const visited: Scene = { institution: "hisui", path: "/environment" };
const askedAt = NOW.subtract({ hours: 50 });

const values = (language: Language): Record<string, string> => ({
  businessChanged: "no",
  purpose: "salaries",
  contactPerson: language === "ja" ? "総務部 翡翠 花子" : "Hanako Hisui, general affairs",
});

const answers = (page: PageContext) =>
  readAnswers(page.institution.contractorConfirmation.questions, values(page.language)).answers;

const contractor: readonly GalleryEntry[] = [
  entry("TCNF001-questions", asked, (page) => questionsPage(page, { round: 1, reason: null })),
  entry("TCNF001-refused", asked, (page, language) =>
    questionsPage(page, {
      round: 1,
      reason: null,
      values: { businessChanged: "yes", contactPerson: values(language)["contactPerson"] ?? "" },
      problems: new Map([
        ["purpose", "missing"],
        ["businessNow", "tooLong"],
      ]),
      refusal: refusalOf("CONTRACTOR_ANSWERS_INCOMPLETE"),
    }),
  ),
  entry("TCNF001-returned", asked, (page, language) =>
    questionsPage(page, {
      round: 2,
      reason:
        language === "ja"
          ? "ご連絡先の部署名をご記入ください。"
          : "Please add the department of the person whom we may ask.",
    }),
  ),
  entry("TCNF002-check", asked, (page) => checkPage(page, { round: 1, answers: answers(page) })),
  entry("TCNF003-waiting", asked, (page) =>
    statusPage(page, { demand: "institutionChecks", askedAt, mayRevoke: true }),
  ),
  entry("TCNF003-others", others, (page) =>
    statusPage(page, { demand: "othersAnswer", askedAt, mayRevoke: false }),
  ),
  entry("TCNF003-received", asked, (page) => statusPage(page, { demand: "none", askedAt, mayRevoke: true })),
];

const good: EnvironmentFacts = {
  browser: { name: "edge", version: 143, system: "windows" },
  connection: { protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384" },
  cookies: "yes",
  languages: ["ja", "en-US"],
};

const environment: readonly GalleryEntry[] = [
  // With the present time: the page's program compares it with this machine's clock.
  entry("TENV001-good", visited, (page) => environmentPage({ ...page, now: Temporal.Now.instant() }, good)),
  entry("TENV001-troubled", visited, (page) =>
    environmentPage(page, {
      browser: { name: "internetExplorer", version: 11, system: "windows" },
      connection: undefined,
      cookies: "no",
      languages: [],
    }),
  ),
  entry("TENV001-first-visit", visited, (page) =>
    environmentPage(page, {
      ...good,
      browser: { name: "firefox", version: 91, system: "linux" },
      cookies: "unknown",
    }),
  ),
  entry("TENV002-presented", visited, (page, language) =>
    certificateCheckPage(page, { kind: "presented", userName: people[language][0] }),
  ),
  entry("TENV002-none", visited, (page) =>
    certificateCheckPage(page, { kind: "refused", refusal: refusalOf("NO_CERTIFICATE_PRESENTED") }),
  ),
  entry("TENV002-expired", visited, (page) =>
    certificateCheckPage(page, { kind: "refused", refusal: refusalOf("CERTIFICATE_EXPIRED") }),
  ),
  entry("TENV002-over", visited, (page) => certificateCheckPage(page, { kind: "over" })),
];

const searched = (page: PageContext, words: string): string =>
  helpIndexPage(page, { asked: words, found: searchHelp(page.institution, words) });

const help: readonly GalleryEntry[] = [
  entry("THLP002-index", { institution: "hisui", path: "/help" }, (page) => helpIndexPage(page)),
  entry("THLP002-found", { institution: "hisui", path: "/help" }, (page) => searched(page, "証明書 失効")),
  entry("THLP002-nothing", { institution: "hisui", path: "/help" }, (page) => searched(page, `<"'&> 😀`)),
  entry("THLP003-codes", { institution: "hisui", path: "/errors" }, (page) => errorCodesPage(page)),
  entry("THLP004-code", { institution: "hisui", path: "/errors/CREDENTIAL_REFUSED" }, (page) => {
    const found = errorCode("CREDENTIAL_REFUSED");
    invariant(found !== undefined, "the code is one that customers are told");
    return errorCodePage(page, found);
  }),
];

/** 契約者確認, ご利用環境, and the help by task and by error code. */
export const contractorAndEnvironmentEntries: readonly GalleryEntry[] = [
  ...contractor,
  ...environment,
  ...help,
];
