import type { OwnDevice } from "#domain/risk/devices.ts";
import { UNKNOWN_BROWSER } from "#domain/risk/browser.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { chip, emptyState, table } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTime } from "#screens/components/time.ts";
import { ownDevicesScreen, texts } from "./texts.ts";

export const OWN_DEVICES_PATH = "/settings/devices";

const nameOf = (page: PageContext, { browser }: OwnDevice): string =>
  browser === UNKNOWN_BROWSER ? texts[page.language].unknown : browser;

const row = (page: PageContext, device: OwnDevice): readonly HtmlValue[] => {
  const text = texts[page.language];
  return [
    html`${nameOf(page, device)}<br><span class="quiet">${text.kinds[device.kind]}</span>${
      device.isThisOne && html` ${chip(text.thisOne, "success")}`
    }`,
    dateAndTime(page, device.firstSeenAt),
    dateAndTime(page, device.lastSeenAt),
    postForm(
      page,
      OWN_DEVICES_PATH,
      html`<input type="hidden" name="device" value="${device.deviceId}">${submitButton(text.forget, {
        tone: "secondary",
        size: "small",
        about: text.about(nameOf(page, device)),
      })}`,
      { className: "inline" },
    ),
  ];
};

/** TDEV001: the devices from which the visitor has logged in. */
export const ownDevicesPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  {
    devices,
    isForgotten = false,
  }: { readonly devices: readonly OwnDevice[]; readonly isForgotten?: boolean },
): string => {
  const text = texts[page.language];
  const columns = [
    { label: text.device },
    { label: text.first },
    { label: text.last },
    { label: text.action, isAction: true },
  ];
  return renderPage(page, {
    screen: ownDevicesScreen,
    breadcrumb,
    main: html`<div class="flow">${
      isForgotten &&
      banner({
        tone: "success",
        title: text.forgotten,
        body: html`<p>${text.forgottenBody}</p>`,
        focus: true,
      })
    }<p>${text.lead(page.institution.login.risk.keptDays)}</p>${
      devices.length === 0
        ? emptyState(text.empty)
        : table(
            text.caption,
            columns,
            devices.map((device) => row(page, device)),
          )
    }${banner({ tone: "info", title: text.whatTitle, body: html`<p>${text.what}</p>`, heading: "h2" })}<p class="actions">${linkButton(text.back, "/settings", { tone: "secondary" })}</p></div>`,
  });
};
