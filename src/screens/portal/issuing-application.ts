/** Whether the issuing application runs there: on Linux, with the browsers that keep certificates in NSS. */
export const hasIssuingApplication = (userAgent: string | undefined): boolean =>
  /Linux/.test(userAgent ?? "") && !/Android/.test(userAgent ?? "");
