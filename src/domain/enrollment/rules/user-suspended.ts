import type { AcquisitionRule } from "./facts.ts";

/** A suspended user acquires nothing (BRSK016). */
export const userSuspended: AcquisitionRule = ({ userState }) =>
  userState === "suspended" ? { code: "USER_SUSPENDED", detail: "the user is suspended" } : undefined;
