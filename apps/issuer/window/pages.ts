import { unreachable } from "#shared/invariant.ts";
import type { Desk } from "./desk.ts";
import type { PageContext } from "./frame.ts";
import { certificatesPage } from "./pages/CCHK001-certificates.ts";
import { questionPage } from "./pages/CCHK002-question.ts";
import { resultPage } from "./pages/CCHK007-result.ts";
import { proxyPage } from "./pages/CCHK008-proxy.ts";
import { failurePage } from "./pages/CCHK902-failure.ts";
import { keyStorePasswordPage } from "./pages/TCHK001-key-store-password.ts";
import { workingPage } from "./pages/TCHK002-working.ts";
import { examinationPage } from "./pages/TCHK005-examination.ts";
import type { Place } from "./places.ts";

/** The page of what the desk shows now. */
export const pageOf = (page: PageContext, desk: Desk, places: readonly Place[]): string => {
  const { view } = desk;
  switch (view.kind) {
    case "certificates":
      return certificatesPage(page, {
        certificates: desk.certificates,
        failure: desk.listFailure,
        places,
        wasDeleted: view.notice === "deleted",
      });
    case "question":
      return questionPage(page, view);
    case "keyStorePassword":
      return keyStorePasswordPage(page, view.wasWrong);
    case "proxy":
      return proxyPage(page, view);
    case "working":
      return workingPage(page, view.stage);
    case "result":
      return resultPage(page, view);
    case "examination":
      return examinationPage(page, view.place, view.findings);
    case "failure":
      return failurePage(page, view.failure);
    default:
      return unreachable(view);
  }
};
