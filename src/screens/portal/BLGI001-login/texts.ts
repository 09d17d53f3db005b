import type { Family } from "#domain/institution/policy.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Language } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

/** The login screen is called differently in the two families. */
export const loginScreens: Readonly<Record<Family, Screen>> = {
  bizsol: { id: "BLGI001", name: { ja: "ログイン", en: "Log in" } },
  shinkin: { id: "TSKL001", name: { ja: "利用者ログイン", en: "User login" } },
};

const bizsol = defineTexts({
  ja: {
    lead: "ご契約の方式を選んでログインしてください。",
    leadOne: "電子証明書を使ってログインします。",
    certificateTitle: "電子証明書方式のお客様",
    certificateBody: "このパソコンの電子証明書でログインします。次の画面で、ご自身の証明書を選んでください。",
    certificateLogin: "ログイン",
    certificateAbout: "（電子証明書方式）",
    issueTitle: "電子証明書をお持ちでない方",
    issueBody: "はじめて取得される方、取得し直される方はこちらです。",
    issue: "電子証明書発行",
    replace: "パソコンの入れ替え・故障の方",
    passwordTitle: "ID・パスワード方式のお客様",
    passwordLogin: "ログイン",
    passwordAbout: "（ID・パスワード方式）",
    trouble: "うまくログインできないとき：",
  },
  en: {
    lead: "Choose the way to log in that your contract uses.",
    leadOne: "You log in with your certificate.",
    certificateTitle: "Log in with a certificate",
    certificateBody:
      "You log in with the certificate on this PC. Your browser will show a list next: choose your own certificate there.",
    certificateLogin: "Log in",
    certificateAbout: "with a certificate",
    issueTitle: "No certificate yet?",
    issueBody: "If this is your first, or you need to acquire one again, start here.",
    issue: "Get a certificate",
    replace: "Your PC broke or is replaced?",
    passwordTitle: "Log in with ID and password",
    passwordLogin: "Log in",
    passwordAbout: "with ID and password",
    trouble: "If logging in does not work:",
  },
});

export type LoginTexts = (typeof bizsol)["ja"];

const shinkin: Readonly<Record<Language, LoginTexts>> = {
  ja: {
    ...bizsol.ja,
    certificateTitle: "電子証明書方式",
    issue: "電子証明書取得",
    passwordTitle: "ID・暗証番号方式",
    passwordAbout: "（ID・暗証番号方式）",
  },
  en: {
    ...bizsol.en,
    passwordTitle: "Log in with ID and PIN",
    passwordAbout: "with ID and PIN",
  },
};

export const loginTexts: Readonly<Record<Family, Readonly<Record<Language, LoginTexts>>>> = {
  bizsol,
  shinkin,
};
