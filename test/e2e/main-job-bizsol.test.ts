import { test } from "node:test";
import { browserNames } from "./support/browser.ts";
import { doMainJob } from "./support/main-job.ts";

for (const browser of browserNames) {
  test(`the main job, BizSOL family, ${browser}`, { timeout: 300_000 }, (t) =>
    doMainJob(
      t,
      {
        institution: "hisui",
        revoker: "master",
        identity: ["loginId", "loginPassword"],
        loginSecret: { field: "loginPassword", label: "ログインパスワード" },
        confirmationSecret: { field: "confirmationPassword", label: "確認用パスワード" },
        top: "トップページ",
      },
      browser,
    ),
  );
}
