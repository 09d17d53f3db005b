import { familyOf } from "#domain/institution/families.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { linkButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { commandBlock } from "#screens/components/issuer-command.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { passwordLoginEndsBanner } from "#screens/components/password-login-ends.ts";
import { acquisitionStepper } from "#screens/components/stepper.ts";
import { texts } from "./texts.ts";

export const confirmationScreen: Screen = {
  id: "BSMS002",
  name: { ja: "証明書発行確認", en: "Confirm the issue" },
};

export interface AcquisitionConfirmationModel {
  /** The exact command of the issuing application. */
  readonly command: string;
}

type Pairs = (readonly [string, HtmlValue])[];

const certificateFacts = (page: PageContext): Pairs => {
  const text = texts[page.language];
  const { displayName, serviceName, certificate, acquisition } = page.institution;
  const { unit, amount } = certificate.validity;
  const pairs: Pairs = [
    [text.institution, html`${inLanguage(page, displayName)} ${inLanguage(page, serviceName)}`],
  ];
  if (page.visitor !== undefined) pairs.push([text.identity, page.visitor.identity]);
  pairs.push([text.validity, text[unit](amount)]);
  if (acquisition.deadlineDays !== null) {
    pairs.push([text.deadline, text.deadlineDays(acquisition.deadlineDays)]);
  }

  return pairs;
};

const askedFields = (page: PageContext): string =>
  familyOf(page.institution)
    .identityFields.map((given) => inLanguage(page, given.label))
    .join(page.language === "ja" ? "、" : ", ");

/** BSMS002 証明書発行確認: what will be issued, what it changes, and the exact command. */
export const acquisitionConfirmationPage = (
  page: PageContext,
  model: AcquisitionConfirmationModel,
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: confirmationScreen,
    parent: text.parent,
    main: html`${acquisitionStepper(page, 2)}<section class="flow"><h2>${text.check}</h2>${facts(certificateFacts(page))}${passwordLoginEndsBanner(page)}</section><section class="flow"><h2>${text.steps}</h2><ol class="procedure" role="list"><li>${text.openTerminal}</li><li class="flow"><p>${text.run}</p>${commandBlock(
      model.command,
    )}</li><li>${text.answer(askedFields(page))}</li><li>${text.finish}</li></ol></section><section class="flow"><h2>${text.platforms}</h2><ul><li>${text.linux}</li></ul><p>${text.firefox}</p><p class="quiet">${text.windows}</p></section><p class="actions">${linkButton(
      text.next,
      "/certificate/acquire/progress",
    )}${linkButton(text.back, "/certificate/acquire", { tone: "quiet" })}</p>`,
  });
};
