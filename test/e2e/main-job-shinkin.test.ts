import { test } from "node:test";
import { browserNames } from "./support/browser.ts";
import { doMainJob } from "./support/main-job.ts";

for (const browser of browserNames) {
  test(`the main job, Shinkin family, ${browser}`, { timeout: 300_000 }, (t) =>
    doMainJob(
      t,
      {
        institution: "minato",
        revoker: "administrator",
        identity: ["contractId", "userId", "pin", "confirmationPin"],
        loginSecret: { field: "pin", label: "利用者暗証番号" },
        confirmationSecret: { field: "confirmationPin", label: "利用者確認暗証番号" },
        top: "利用者ステータス",
      },
      browser,
    ),
  );
}
