import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const ownDevicesScreen: Screen = {
  id: "TDEV001",
  name: { ja: "ご利用の端末", en: "Your devices" },
};

export const texts = defineTexts({
  ja: {
    lead: (days: number) =>
      `ログインにお使いになった端末の一覧です。最後のご利用から${days}日を過ぎたものは自動的に消えます。`,
    caption: "ログインにお使いになった端末",
    device: "端末",
    unknown: "種類のわからない端末",
    kinds: { browser: "ブラウザ", certificate: "電子証明書" },
    first: "最初のログイン",
    last: "最後のログイン",
    action: "操作",
    forget: "一覧から消す",
    about: (browser: string) => `（${browser}）`,
    thisOne: "この端末",
    empty: "記録されている端末はありません。",
    whatTitle: "お心当たりのない端末があるとき",
    what: "一覧から消すと、次にその端末からログインしたときに、新しい端末として扱います。お心当たりがない場合は、パスワード・暗証番号を変更し、ヘルプデスクへご連絡ください。",
    forgotten: "端末を一覧から消しました",
    forgottenBody: "次にその端末からログインしたときは、新しい端末として扱います。",
    title: "ご利用の端末",
    description: "ログインにお使いになった端末を確認し、お使いにならないものを一覧から消します。",
    back: "お客様情報へ",
  },
  en: {
    lead: (days: number) =>
      `The devices from which you have logged in. A device that you have not used for ${days} days disappears by itself.`,
    caption: "Devices from which you have logged in",
    device: "Device",
    unknown: "unknown kind",
    kinds: { browser: "browser", certificate: "certificate" },
    first: "First login",
    last: "Last login",
    action: "Action",
    forget: "Forget",
    about: (browser: string) => `(${browser})`,
    thisOne: "this device",
    empty: "No devices are on record.",
    whatTitle: "If you do not recognise a device",
    what: "Once forgotten, its next login counts as one from a new device. If it was not yours, change your passwords or PINs and call the help desk.",
    forgotten: "The device has been forgotten",
    forgottenBody: "Its next login counts as one from a new device.",
    title: "Your devices",
    description: "See from which devices you have logged in, and forget those that you no longer use.",
    back: "To your settings",
  },
});
