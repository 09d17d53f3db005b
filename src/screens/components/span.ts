import type { Language } from "#platform/html/language.ts";

const unit = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** A span of time in words, in the largest unit that fits; minutes are rounded up. */
export const spanOf = (language: Language, seconds: number): string => {
  const [days, hours, minutes] = [seconds / 86_400, seconds / 3_600, Math.ceil(seconds / 60)];
  if (Number.isInteger(days)) return language === "ja" ? `${days}日` : unit(days, "day", "days");
  if (Number.isInteger(hours)) return language === "ja" ? `${hours}時間` : unit(hours, "hour", "hours");
  return language === "ja" ? `${minutes}分` : unit(minutes, "minute", "minutes");
};
