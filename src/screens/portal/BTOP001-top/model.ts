import type { RenewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import type { LoginRecord } from "#domain/login/history.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";

/** The visitor's certificate, as far as the top page shows it. */
export interface ShownCertificate {
  readonly subject: string;
  readonly notAfter: Temporal.Instant;
  readonly window: RenewalWindow;
  readonly deviceName: string | undefined;
  readonly osUser: string | undefined;
}

/** Whether a certificate may be acquired, where there is none that works. */
export type AcquisitionState =
  | {
      readonly kind: "allowed";
      readonly deadline: Temporal.Instant | undefined;
      readonly daysLeft: number | undefined;
    }
  | { readonly kind: "refused"; readonly refusal: DescribedRefusal };

export interface ShownNotice {
  readonly title: Bilingual;
  readonly body: Bilingual;
  readonly publishedFrom: Temporal.Instant;
}

export interface TopModel {
  readonly userName: string;
  readonly certificate: ShownCertificate | undefined;
  /** Undefined while the certificate works. */
  readonly acquisition: AcquisitionState | undefined;
  readonly history: readonly LoginRecord[];
  readonly notices: readonly ShownNotice[];
}
