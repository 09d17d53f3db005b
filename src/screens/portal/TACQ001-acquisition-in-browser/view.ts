import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import { icon } from "#screens/components/icon.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { passwordLoginEndsBanner } from "#screens/components/password-login-ends.ts";
import { stepper } from "#screens/components/stepper.ts";
import { stepsFor } from "./device-steps.ts";
import { offeredDevices } from "./devices.ts";
import type { DeviceId, OfferedDevice } from "./devices.ts";
import { drawings, picture } from "./pictures.ts";
import { inBrowserScreen, ownProblems, procedure, texts } from "./texts.ts";

/**
 * The parts of the page; the program (src/browser/acquisition) shows one at a time. `script` says that the page needs
 * it, and is what stands there without it.
 */
export type Stage = "script" | "choose" | "proof" | "confirm" | "working" | "done";

export interface InBrowserModel {
  /** Address of the sessions of this institution at the enrolment API. */
  readonly sessions: string;
  /** What the browser says it runs on. */
  readonly suggested: DeviceId;
  /** The part that stands there first: `script`, unless the page is looked at without its program. */
  readonly stage?: Stage;
}

const stagePart = (
  page: PageContext,
  model: InBrowserModel,
  stage: Stage,
  content: { readonly step?: number; readonly title: string; readonly body: HtmlValue },
): Fragment => {
  const { step } = content;
  const shown = attributes({ "data-stage": stage, hidden: stage !== (model.stage ?? "script") });
  return html`<div class="sections" ${shown}>${
    step !== undefined && stepper(page, { ...procedure, current: step })
  }<section class="flow"><h2>${content.title}</h2>${content.body}</section></div>`;
};

const application = "/certificate/acquire/confirm";

const scriptPart = (page: PageContext, model: InBrowserModel): Fragment => {
  const text = texts[page.language];
  return stagePart(page, model, "script", {
    title: text.scriptTitle,
    body: html`<p>${text.scriptBody}</p><p class="actions">${linkButton(text.application, application, { tone: "secondary" })}</p>`,
  });
};

const deviceChoice = (page: PageContext, device: OfferedDevice, isSuggested: boolean): Fragment => {
  const input = attributes({
    type: "radio",
    name: "device",
    value: device.id,
    required: true,
    checked: isSuggested,
    "data-device": device.recordedName,
    "data-form": device.keyStoreKind,
    "data-protection": device.protection,
  });
  return html`<label class="choice"><input ${input}><span>${inLanguage(page, device.name)}</span></label>`;
};

const choosePart = (
  page: PageContext,
  model: InBrowserModel,
  devices: readonly OfferedDevice[],
): Fragment => {
  const text = texts[page.language];
  const choices = devices.map((device) => deviceChoice(page, device, device.id === model.suggested));
  return stagePart(page, model, "choose", {
    step: 1,
    title: text.chooseTitle,
    body: html`<p>${text.chooseBody}</p><form class="form" id="choose-form"><fieldset><legend>${text.devices}</legend><div class="choices">${choices}</div></fieldset><div class="actions">${submitButton(text.begin)}${linkButton(text.back, "/certificate/acquire", { tone: "quiet" })}</div></form>`,
  });
};

const again = (page: PageContext): Fragment =>
  html`<button class="button button-quiet" type="button" data-again>${texts[page.language].again}</button>`;

const proofPart = (page: PageContext, model: InBrowserModel): Fragment => {
  const text = texts[page.language];
  return stagePart(page, model, "proof", {
    step: 2,
    title: text.proofTitle,
    body: html`<form class="form reading" id="proof-form" novalidate><p class="told" id="proof-text" hidden></p><canvas id="proof-image" aria-label="${text.imageLabel}" role="img" hidden></canvas><div class="flow" id="proof-fields" ${attributes({ "data-required": text.required })}></div><div class="actions">${submitButton(text.prove)}${again(page)}</div></form>`,
  });
};

const SECONDS_OF_HOUR = 3600;

const confirmPart = (page: PageContext, model: InBrowserModel): Fragment => {
  const text = texts[page.language];
  const { certificate, acquisition } = page.institution;
  const { unit, amount } = certificate.validity;
  const hours = Math.round(acquisition.inBrowser.confirmSeconds / SECONDS_OF_HOUR);
  return stagePart(page, model, "confirm", {
    step: 3,
    title: text.confirmTitle,
    body: html`${facts([
      [text.validity, text[unit](amount)],
      [text.firstLogin, text.withinHours(hours)],
    ])}${banner({ tone: "warning", title: text.copyTitle, body: html`<p>${text.copyBody}</p>` })}${passwordLoginEndsBanner(page)}<form id="confirm-form" class="form"><div class="actions">${submitButton(text.issue)}${again(page)}</div></form>`,
  });
};

const workingPart = (page: PageContext, model: InBrowserModel): Fragment => {
  const text = texts[page.language];
  return stagePart(page, model, "working", {
    step: 3,
    title: text.workingTitle,
    body: html`<p class="working"><span aria-hidden="true"></span><span>${text.workingBody}</span></p>`,
  });
};

/** What is done by hand on one device; the program shows those of the chosen one. */
const importSteps = (page: PageContext, { id, form }: OfferedDevice, isShown: boolean): Fragment => {
  const items = stepsFor(id, form).map(
    (one) =>
      html`<li><div class="pictured"><p>${inLanguage(page, one.text)}</p>${one.picture !== undefined && picture(one.picture)}</div></li>`,
  );
  return html`<ol class="procedure" role="list" ${attributes({ "data-steps": id, hidden: !isShown })}>${items}<li>${texts[page.language].deleteFile}</li></ol>`;
};

const donePart = (page: PageContext, model: InBrowserModel, devices: readonly OfferedDevice[]): Fragment => {
  const text = texts[page.language];
  const said = { role: "status", class: "quiet" };
  const saved = attributes({ ...said, id: "saved", "data-text": text.saved });
  const copied = attributes({
    ...said,
    id: "copied",
    "data-done": text.copied,
    "data-failed": text.copyFailed,
  });
  return stagePart(page, model, "done", {
    step: 4,
    title: text.doneTitle,
    body: html`<section class="card flow"><h3>${text.saveTitle}</h3><p>${text.saveBody}</p><p class="actions"><button class="button button-primary" type="button" id="save">${text.save}</button><span ${saved}></span></p></section><section class="card flow"><h3>${text.passwordTitle}</h3><p>${text.passwordBody}</p><p class="passphrase" id="passphrase" translate="no"></p><p class="actions"><button class="button button-secondary" type="button" id="copy">${text.copy}</button><span ${copied}></span></p></section><section class="card flow"><h3>${text.importTitle}</h3>${drawings()}${devices.map(
      (device) => importSteps(page, device, device.id === model.suggested),
    )}</section><section class="card flow"><h3>${text.loginTitle}</h3><p>${text.loginBody}</p>${facts([
      [text.loginBefore, html`<span id="confirm-before"></span>`],
    ])}${postForm(page, "/login/certificate", html`<div class="actions">${submitButton(text.login, { tone: "secondary" })}</div>`)}</section>`,
  });
};

const codeTexts = { ja: "エラーコード", en: "Code" } as const;
const supportTexts = { ja: "お問い合わせ番号", en: "Support ID" } as const;

/** Empty until the program has something to say; it takes the focus then. */
const problemBanner = (page: PageContext): Fragment =>
  html`<div class="banner banner-error" id="problem" role="alert" tabindex="-1" hidden>${icon("error")}<p class="banner-title" id="problem-cause"></p><div class="banner-body"><p id="problem-action"></p><dl class="codes"><div><dt>${codeTexts[page.language]}</dt><dd><code id="problem-code"></code></dd></div><div id="problem-support-row"><dt>${supportTexts[page.language]}</dt><dd><code id="problem-support"></code></dd></div></dl></div></div>`;

const ownProblemTexts = (page: PageContext): readonly Fragment[] =>
  Object.entries(ownProblems).map(
    ([code, { cause, action }]) =>
      html`<span hidden ${attributes({ "data-problem": code, "data-cause": inLanguage(page, cause), "data-action": inLanguage(page, action) })}></span>`,
  );

/** TACQ001 ブラウザでの証明書取得: all parts of the procedure in one page, because the key lives in it. */
export const inBrowserPage = (page: PageContext, model: InBrowserModel): string => {
  const text = texts[page.language];
  const { institution } = page;
  const devices = offeredDevices(institution);
  const service = inLanguage(page, institution.serviceName);
  const root = attributes({
    id: "acquisition",
    class: "sections",
    "data-sessions": model.sessions,
    "data-institution": institution.id,
    "data-service": service,
    "data-time-zone": institution.timeZone,
    "data-organization": inLanguage(page, institution.displayName),
    "data-profile-name": text.profileName(service),
    "data-profile-description": text.profileDescription,
    "data-certificate-name": text.certificateName,
    "data-authority-name": text.authorityName,
  });
  return renderPage(page, {
    screen: inBrowserScreen,
    parent: text.parent,
    main: html`<div ${root}>${problemBanner(page)}${scriptPart(page, model)}${choosePart(page, model, devices)}${proofPart(page, model)}${confirmPart(page, model)}${workingPart(page, model)}${donePart(page, model, devices)}${ownProblemTexts(page)}</div>`,
    ...(model.stage === undefined && { scripts: ["acquisition"] }),
  });
};
