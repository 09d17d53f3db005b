import { defineTexts } from "#platform/html/language.ts";
import type { Place, Screen } from "#screens/components/page-context.ts";
import { tokenInitialisationPlace, tokenRevocationPlace } from "../places.ts";

/** トークン失効 and トークン初期化. */
export const TOKEN_ACTS = ["revoke", "initialise"] as const;
export type TokenActName = (typeof TOKEN_ACTS)[number];

export const revocationListScreen: Screen = {
  id: "BRSK031",
  name: { ja: "トークン失効", en: "Revoke a token" },
};
export const revocationConfirmationScreen: Screen = {
  id: "TOTP011",
  name: { ja: "トークン失効確認", en: "Confirm the revocation of a token" },
};
export const revocationResultScreen: Screen = {
  id: "TOTP012",
  name: { ja: "トークン失効結果", en: "The token has been revoked" },
};
export const initialisationListScreen: Screen = {
  id: "BRSK037",
  name: { ja: "トークン初期化", en: "Initialise a token" },
};
export const initialisationConfirmationScreen: Screen = {
  id: "BRSK038",
  name: { ja: "トークン初期化確認", en: "Confirm the initialisation of a token" },
};
export const initialisationResultScreen: Screen = {
  id: "TOTP013",
  name: { ja: "トークン初期化結果", en: "The token has been initialised" },
};

interface ActScreens {
  readonly list: Screen;
  readonly confirmation: Screen;
  readonly result: Screen;
  readonly place: Place;
}

export const actScreens: Readonly<Record<TokenActName, ActScreens>> = {
  revoke: {
    list: revocationListScreen,
    confirmation: revocationConfirmationScreen,
    result: revocationResultScreen,
    place: tokenRevocationPlace,
  },
  initialise: {
    list: initialisationListScreen,
    confirmation: initialisationConfirmationScreen,
    result: initialisationResultScreen,
    place: tokenInitialisationPlace,
  },
};

export const texts = defineTexts({
  ja: {
    parent: "利用者管理",
    leads: {
      revoke:
        "紛失・故障・機種変更などで使えなくなったトークンを失効します。失効したトークンは、再び使うことはできません。",
      initialise:
        "専用のトークンを、利用開始登録の前の状態に戻します。トークンが求める数字と合わなくなったとき、入力の誤りで停止したときに行います。",
    },
    captions: {
      revoke: "トークンを失効する利用者を選んでください",
      initialise: "トークンを初期化する利用者を選んでください",
    },
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    nobody: "（利用者未定）",
    self: "（ご自身）",
    kind: "種類",
    kinds: { hardware: "専用のトークン", software: "認証アプリ" },
    noKind: "－",
    token: "トークン",
    serial: "シリアル番号",
    state: "トークンの状態",
    startedAt: "ご利用開始",
    startable: "新しいトークンのご利用開始",
    startableNow: "いつでもご利用を開始できます",
    action: "操作",
    acts: { revoke: "失効", initialise: "初期化" },
    about: (name: string) => `（${name} 様のトークン）`,
    byInstitution: "ご自身では行えません",
    empty: "トークンをご利用の方はいません。",
    titles: {
      revoke: "失効すると、このトークンは直ちに使えなくなり、元に戻せません",
      initialise: "初期化すると、もう一度利用開始登録をするまで、このトークンは使えません",
    },
    bodies: {
      revoke: (wait: string) =>
        `ご本人へメールでお知らせします。お心当たりのない失効に気づいていただけるよう、新しいトークンは${wait}利用を開始できません。`,
      initialise: (_wait: string) =>
        "ご本人へメールでお知らせします。同じトークンを、ご本人がもう一度登録してお使いになれます。入力の誤りによる停止も解除されます。",
    },
    wait: (minutes: number) => (minutes === 0 ? "すぐに" : `${minutes}分間`),
    noWaitBody: "ご本人へメールでお知らせします。新しいトークンは、すぐに利用を開始できます。",
    missing: "入力してください。",
    back: "戻る",
    done: { revoke: "トークンを失効しました", initialise: "トークンを初期化しました" },
    next: {
      revoke: "ご本人が次にワンタイムパスワードを求められたときに、新しいトークンの利用を開始できます。",
      initialise: "ご本人が次にワンタイムパスワードを求められたときに、利用開始登録を行います。",
    },
    list: "一覧へ戻る",
  },
  en: {
    parent: "Users",
    leads: {
      revoke:
        "Revoke a token that was lost, broke, or was on a phone that is no longer used. It never works again.",
      initialise:
        "Put a token of the institution back before its start of use: when its digits are no longer accepted, or when it was stopped after wrong entries.",
    },
    captions: {
      revoke: "Choose the user whose token is to be revoked",
      initialise: "Choose the user whose token is to be initialised",
    },
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    nobody: "(nobody yet)",
    self: " (you)",
    kind: "Kind",
    kinds: { hardware: "Token of the institution", software: "Authenticator app" },
    noKind: "–",
    token: "Token",
    serial: "Serial number",
    state: "State of the token",
    startedAt: "In use since",
    startable: "A new token can be started from",
    startableNow: "at any time",
    action: "Action",
    acts: { revoke: "Revoke", initialise: "Initialise" },
    about: (name: string) => `the token of ${name}`,
    byInstitution: "Not your own",
    empty: "Nobody uses a token.",
    titles: {
      revoke: "A revoked token stops working at once and for good",
      initialise: "An initialised token does not work until its start of use is registered again",
    },
    bodies: {
      revoke: (wait: string) =>
        `The user is told by mail. So that somebody who did not ask for it can object, no other token can be started for ${wait}.`,
      initialise: (_wait: string) =>
        "The user is told by mail, and can register the same token again. A stop after wrong entries is lifted, too.",
    },
    wait: (minutes: number) => `${minutes} minutes`,
    noWaitBody: "The user is told by mail, and can start another token at once.",
    missing: "Type it in.",
    back: "Back",
    done: { revoke: "The token has been revoked", initialise: "The token has been initialised" },
    next: {
      revoke: "The user can start a new token when next asked for a one-time password.",
      initialise: "The user registers the start of use when next asked for a one-time password.",
    },
    list: "Back to the list",
  },
});
