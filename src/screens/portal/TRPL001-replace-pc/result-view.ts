import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { dateAndTime, dateAndTimeWithZone } from "#screens/components/time.ts";
import { replacementPage } from "./frame.ts";
import { replacementResultScreen, texts } from "./texts.ts";

export interface ResultModel {
  readonly identity: string;
  readonly serial: string;
  readonly deviceName: string | undefined;
  readonly revokedAt: Temporal.Instant | undefined;
  /** From when on the new one can be acquired; undefined: at once. */
  readonly opensAt: Temporal.Instant | undefined;
  readonly deadline: Temporal.Instant | undefined;
  readonly wasLost: boolean;
}

/** TRPL004: what was done, and straight on to the new certificate. */
export const replacementResultPage = (page: PageContext, model: ResultModel): string => {
  const text = texts[page.language];
  const { opensAt, deadline, revokedAt, deviceName } = model;
  const pairs: (readonly [string, HtmlValue])[] = [[text.identity[page.institution.family], model.identity]];
  if (opensAt !== undefined) pairs.push([text.opens, dateAndTimeWithZone(page, opensAt)]);
  if (deadline !== undefined) pairs.push([text.deadline, dateAndTimeWithZone(page, deadline)]);
  if (deviceName !== undefined && deviceName !== "") pairs.push([text.device, deviceName]);
  if (revokedAt !== undefined) pairs.push([text.revokedAt, dateAndTime(page, revokedAt)]);
  pairs.push([text.serial, html`<code>${model.serial.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code>`]);
  return replacementPage(page, {
    screen: replacementResultScreen,
    step: 3,
    content: html`${banner({
      tone: "success",
      title: text.doneTitle,
      body: html`<p>${opensAt === undefined ? text.doneBody : text.doneWait}</p>`,
      focus: true,
    })}${facts(pairs)}${model.wasLost && html`<p><strong>${text.lostNote}</strong></p>`}<p class="actions">${linkButton(
      text.acquire,
      "/certificate/acquire",
      { tone: opensAt === undefined ? "primary" : "secondary" },
    )}${linkButton(text.back, "/login", { tone: "quiet" })}</p><section class="flow" aria-labelledby="later"><h2 id="later">${text.laterTitle}</h2><p>${text.later}</p>${
      deadline !== undefined && html`<p>${text.laterDeadline}</p>`
    }</section>`,
  });
};
