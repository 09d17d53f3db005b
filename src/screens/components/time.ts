import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import type { Language } from "#platform/html/language.ts";
import type { PageContext } from "./page-context.ts";

const two = (figure: number): string => String(figure).padStart(2, "0");

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

const zoneNames = new Map<string, Intl.DateTimeFormat>();

/** The zone's name as people say it: 日本標準時, Japan Standard Time. */
const zoneName = (language: Language, time: Temporal.ZonedDateTime): string => {
  const key = `${language} ${time.timeZoneId}`;
  let format = zoneNames.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language, { timeZone: time.timeZoneId, timeZoneName: "long" });
    zoneNames.set(key, format);
  }
  const parts = format.formatToParts(time.epochMilliseconds);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? time.timeZoneId;
};

const dateText = (language: Language, date: Temporal.ZonedDateTime): string =>
  language === "ja"
    ? `${date.year}年${two(date.month)}月${two(date.day)}日`
    : `${date.day} ${MONTHS[date.month - 1] ?? ""} ${date.year}`;

const clockText = (language: Language, time: Temporal.ZonedDateTime): string =>
  language === "ja"
    ? `${two(time.hour)}時${two(time.minute)}分${two(time.second)}秒`
    : `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;

type Where = Pick<PageContext, "language" | "institution">;

const zoned = (page: Where, instant: Temporal.Instant): Temporal.ZonedDateTime =>
  instant.toZonedDateTimeISO(page.institution.timeZone);

const timeElement = (time: Temporal.ZonedDateTime, text: string): Fragment =>
  html`<time datetime="${time.toString({ timeZoneName: "never", smallestUnit: "second" })}">${text}</time>`;

/** 2026年11月22日 08時59分59秒, in the institution's time zone. */
export const dateAndTime = (page: Where, instant: Temporal.Instant): Fragment => {
  const time = zoned(page, instant);
  const separator = page.language === "ja" ? " " : ", ";
  return timeElement(time, `${dateText(page.language, time)}${separator}${clockText(page.language, time)}`);
};

/** As {@link dateAndTime}, with the zone's name: for what a customer must not miss by some hours (A7.26). */
export const dateAndTimeWithZone = (page: Where, instant: Temporal.Instant): Fragment => {
  const name = zoneName(page.language, zoned(page, instant));
  return page.language === "ja"
    ? html`${dateAndTime(page, instant)}<span class="nowrap">（${name}）</span>`
    : html`${dateAndTime(page, instant)} (${name})`;
};

/** 2026年11月22日, in the institution's time zone. */
export const dateOnly = (page: Where, instant: Temporal.Instant): Fragment => {
  const time = zoned(page, instant);
  return timeElement(time, dateText(page.language, time));
};

/** How many days are left, in words. 0: it ends today. */
export const daysLeftText = (language: Language, days: number): string => {
  if (days < 0) return language === "ja" ? "期限切れ" : "expired";
  if (days === 0) return language === "ja" ? "本日まで" : "ends today";
  if (language === "ja") return `あと${days}日`;
  return days === 1 ? "1 day left" : `${days} days left`;
};
