import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { stateAt } from "#domain/certificate/certificates.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { Fragment } from "#platform/html/html.ts";
import { unreachable } from "#shared/invariant.ts";
import { chip } from "./data.ts";
import type { ChipTone } from "./data.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext } from "./page-context.ts";

/** A certificate's state as customers are told of it; `none`: there has never been one. */
export type ShownState = "none" | "onItsWay" | "active" | "expired" | "superseded" | "revoked";

type Known = Pick<CertificateRecord, "state" | "notAfter" | "revocationReason">;

const names: Readonly<Record<ShownState, readonly [Bilingual, ChipTone]>> = {
  none: [{ ja: "未発行", en: "None yet" }, "neutral"],
  onItsWay: [{ ja: "発行処理中", en: "Being issued" }, "warning"],
  active: [{ ja: "発行済み", en: "Issued" }, "success"],
  expired: [{ ja: "有効期限切れ", en: "Expired" }, "error"],
  superseded: [{ ja: "更新済み", en: "Renewed" }, "neutral"],
  revoked: [{ ja: "失効済み", en: "Revoked" }, "error"],
};

export const shownState = (certificate: Known | undefined, now: Temporal.Instant): ShownState => {
  if (certificate === undefined) return "none";
  const state = stateAt(certificate, now);
  switch (state) {
    case "prepared":
    case "issued":
      return "onItsWay";
    case "active":
      return "active";
    case "expired":
      return "expired";
    case "revoked":
      return certificate.revocationReason === "superseded" ? "superseded" : "revoked";
    case "abandoned":
      return "none";
    default:
      return unreachable(state);
  }
};

/** The state in a word, as a chip. */
export const stateChip = (page: Pick<PageContext, "language">, state: ShownState): Fragment => {
  const [name, tone] = names[state];
  return chip(inLanguage(page, name), tone);
};
