import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { chip, table } from "#screens/components/data.ts";
import type { ChipTone } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { CERTIFICATE_CHECK_PATH, environmentPlace } from "../places.ts";
import type { EnvironmentFacts } from "./facts.ts";
import type { BrowserName } from "./support.ts";
import { browserNames, supported } from "./support.ts";
import { environmentScreen, texts } from "./texts.ts";
import { judgeBrowser } from "./user-agent.ts";

type Mark = "good" | "bad" | "unknown";

/** One line of the results. With an id, the program of the page replaces what it says. */
interface Line {
  readonly label: string;
  readonly mark: Mark;
  readonly says: HtmlValue;
  readonly id?: string;
}

const tones: Readonly<Record<Mark, ChipTone>> = { good: "success", bad: "error", unknown: "neutral" };

const isNamed = (name: string): name is BrowserName => Object.hasOwn(browserNames, name);

const browserLine = (page: PageContext, { browser }: EnvironmentFacts): Line => {
  const text = texts[page.language];
  const known = isNamed(browser.name) ? browserNames[browser.name] : text.otherBrowser;
  const name = browser.version === undefined ? known : `${known} ${browser.version}`;
  const verdict = judgeBrowser(browser);
  const says = {
    supported: text.browserSupported(name),
    tooOld: text.browserTooOld(name),
    otherBrowser: text.browserOther(name),
    otherSystem: text.browserSystem,
  }[verdict];
  return { label: text.browser, mark: verdict === "supported" ? "good" : "bad", says };
};

const connectionLine = (page: PageContext, { connection }: EnvironmentFacts): Line => {
  const text = texts[page.language];
  if (connection === undefined)
    return { label: text.connection, mark: "unknown", says: text.connectionUnknown };
  const { protocol, cipher } = connection;
  return /^TLSv1\.[23]$/.test(protocol)
    ? { label: text.connection, mark: "good", says: text.connectionGood(protocol, cipher) }
    : { label: text.connection, mark: "bad", says: text.connectionOld(protocol) };
};

const cookieLine = (page: PageContext, { cookies }: EnvironmentFacts): Line => {
  const text = texts[page.language];
  if (cookies === "yes") return { label: text.cookies, mark: "good", says: text.cookiesYes };
  if (cookies === "no") return { label: text.cookies, mark: "bad", says: text.cookiesNo };
  const says = html`${text.cookiesUnknown} <a href="${environmentPlace.path}?again=1">${text.again}</a>`;
  return { label: text.cookies, mark: "unknown", says };
};

const languageLine = (page: PageContext, { languages }: EnvironmentFacts): Line => {
  const text = texts[page.language];
  const says = languages.length === 0 ? text.languageNone : text.languageIs(languages.join(text.separator));
  return { label: text.language, mark: "good", says };
};

const lines = (page: PageContext, facts: EnvironmentFacts): Line[] => {
  const text = texts[page.language];
  const waits = { mark: "unknown", says: text.needsScript } as const;
  return [
    browserLine(page, facts),
    connectionLine(page, facts),
    cookieLine(page, facts),
    languageLine(page, facts),
    { label: text.script, mark: "bad", says: text.scriptOff, id: "environment-script" },
    {
      label: text.clock,
      mark: "unknown",
      says: html`${text.clockHint}${dateAndTimeWithZone(page, page.now)}`,
      id: "environment-clock",
    },
    { label: text.width, ...waits, id: "environment-width" },
    { label: text.opening, ...waits, id: "environment-opening" },
  ];
};

const results = (page: PageContext, facts: EnvironmentFacts): Fragment => {
  const text = texts[page.language];
  const rows = lines(page, facts).map(({ label, mark, says, id }) => [
    label,
    html`<span ${attributes({ id: id === undefined ? undefined : `${id}-mark` })}>${chip(text[mark], tones[mark])}</span>`,
    html`<span ${attributes({ id })}>${says}</span>`,
  ]);
  return table(text.checks, [{ label: text.item }, { label: text.result }, { label: text.what }], rows);
};

const systems = (page: PageContext): Fragment => {
  const text = texts[page.language];
  const rows = Object.values(supported).map(({ versions, browsers }) => [
    inLanguage(page, versions),
    Object.entries(browsers)
      .map(([browser, version]) => text.orLater(isNamed(browser) ? browserNames[browser] : browser, version))
      .join(text.separator),
  ]);
  const columns = [{ label: text.system }, { label: text.browsers }];
  return html`${table(text.tableTitle, columns, rows)}<p class="quiet">${text.phones}</p>`;
};

/** TENV001 ご利用環境: what the server sees of this browser, and with a script what the browser sees itself. */
export const environmentPage = (page: PageContext, facts: EnvironmentFacts): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: environmentScreen,
    scripts: ["environment"],
    main: html`<p class="lead">${text.lead}</p><div ${attributes({ id: "environment", "data-now": page.now.epochMilliseconds })}>${results(page, facts)}</div><section class="card flow reading" aria-labelledby="certificate"><h2 id="certificate">${text.certificateTitle}</h2><p>${text.certificateBody}</p>${postForm(
      page,
      CERTIFICATE_CHECK_PATH,
      html`<div class="actions">${submitButton(text.certificateButton)}</div>`,
    )}</section>${systems(page)}<p class="actions">${linkButton(text.back, "/login", { tone: "quiet" })}</p>`,
  });
};
