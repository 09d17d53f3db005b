import type { BrowserForm } from "#domain/enrollment/in-browser.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { DeviceId } from "./devices.ts";
import type { PictureName } from "./pictures.ts";

/** One step by hand: what to do, and where to look. */
export interface DeviceStep {
  readonly text: Bilingual;
  readonly picture?: PictureName;
}

const step = (ja: string, en: string, picture?: PictureName): DeviceStep => ({
  text: { ja, en },
  ...(picture === undefined ? {} : { picture }),
});

const typePassword: Bilingual = {
  ja: "パスワードを尋ねられたら、手順2の「ファイルのパスワード」を入力します。",
  en: "When you are asked for a password, type in the file's password from step 2.",
};

const windows: readonly DeviceStep[] = [
  step(
    "保存したファイルをダブルクリックします。「証明書のインポート ウィザード」が開きます。",
    "Double-click the saved file. The Certificate Import Wizard opens.",
    "file",
  ),
  step("「現在のユーザー」を選び、「次へ」を2回押します。", "Choose “Current User” and press “Next” twice."),
  step(
    `${typePassword.ja}「このキーをエクスポート可能にする」にはチェックを付けず、「次へ」を押します。`,
    `${typePassword.en} Leave “Mark this key as exportable” unchecked and press “Next”.`,
    "wizard",
  ),
  step(
    "「証明書の種類に基づいて、自動的に証明書ストアを選択する」のまま「次へ」、「完了」の順に押します。",
    "Leave “Automatically select the certificate store” as it is; press “Next”, then “Finish”.",
  ),
];

const macosProfile: readonly DeviceStep[] = [
  step(
    "保存したファイルをダブルクリックします。「プロファイルがダウンロードされました」と表示されます。",
    "Double-click the saved file. The Mac says that a profile was downloaded.",
    "file",
  ),
  step(
    "アップルメニューの「システム設定」を開き、「一般」の「デバイス管理」を選びます（以前のmacOSでは「プライバシーとセキュリティ」の「プロファイル」）。",
    "Open System Settings, “General”, “Device Management” (earlier: “Privacy & Security”, “Profiles”).",
    "settings",
  ),
  step(
    "電子証明書のプロファイルをダブルクリックし、「インストール」を押します。「未署名」と表示されますが、そのまま進めます。",
    "Double-click the profile of the certificate and press “Install”. It is shown as “Unsigned”; go on.",
  ),
  step(typePassword.ja, typePassword.en, "wizard"),
];

const macosFile: readonly DeviceStep[] = [
  step(
    "「キーチェーンアクセス」を開き、左の「ログイン」を選びます。",
    "Open Keychain Access and choose “login” on the left.",
    "settings",
  ),
  step(
    "「ファイル」メニューの「読み込む」から、保存したファイルを選びます。",
    "Choose “Import Items” in the File menu, and the saved file.",
    "file",
  ),
  step(typePassword.ja, typePassword.en, "wizard"),
];

const iosProfile: readonly DeviceStep[] = [
  step(
    "「ファイル」アプリの「ダウンロード」を開き、保存したファイルを押します。「プロファイルがダウンロードされました」と表示されます。",
    "Open “Downloads” in the Files app and tap the saved file. The device says that a profile was downloaded.",
    "phone",
  ),
  step(
    "「設定」アプリを開き、上の方にある「プロファイルがダウンロードされました」を押します。",
    "Open Settings and tap “Profile Downloaded” near the top.",
    "phone",
  ),
  step(
    "右上の「インストール」を押し、この機器のパスコードを入力します。「未署名」と表示されますが、もう一度「インストール」を押します。",
    "Tap “Install” at the top and type in the device's passcode. It is shown as “Not Signed”; tap “Install” again.",
    "install",
  ),
  step(typePassword.ja, typePassword.en, "password"),
];

const iosFile: readonly DeviceStep[] = [
  step(
    "「ファイル」アプリの「ダウンロード」を開き、保存したファイルを押します。機器を選ぶ表示が出たら「iPhone」または「iPad」を選びます。",
    "Open “Downloads” in the Files app and tap the saved file. Where asked, choose this device.",
    "phone",
  ),
  ...iosProfile.slice(1),
];

const android: readonly DeviceStep[] = [
  step(
    "「設定」アプリを開き、「証明書のインストール」を検索して選びます。",
    "Open Settings, search for “Install a certificate” and choose it.",
    "phone",
  ),
  step(
    "「VPNとアプリユーザー証明書」を選び、保存したファイルを選びます。",
    "Choose “VPN & app user certificate”, then the saved file.",
    "phone",
  ),
  step(
    `${typePassword.ja}続いて表示される名前は、そのままで「OK」を押します。`,
    `${typePassword.en} Leave the name that is shown next as it is and tap “OK”.`,
    "password",
  ),
];

const firefox: readonly DeviceStep[] = [
  step(
    "Firefoxの右上のメニューから「設定」を開き、「プライバシーとセキュリティ」を選びます。",
    "Open “Settings” from Firefox's menu and choose “Privacy & Security”.",
    "settings",
  ),
  step(
    "下の方にある「証明書を表示」を押し、「あなたの証明書」の「インポート」で、保存したファイルを選びます。",
    "Press “View Certificates” further down, then “Import” under “Your Certificates”, and choose the saved file.",
    "certificates",
  ),
  step(typePassword.ja, typePassword.en, "wizard"),
];

const linux: readonly DeviceStep[] = [
  step(
    "Chromeの「設定」を開き、「プライバシーとセキュリティ」、「セキュリティ」、「証明書の管理」の順に選びます。",
    "Open “Settings”, “Privacy and security”, “Security”, “Manage certificates”.",
    "settings",
  ),
  step(
    "「お客様の証明書」の「インポート」で、保存したファイルを選びます。",
    "Press “Import” under “Your certificates” and choose the saved file.",
    "certificates",
  ),
  step(typePassword.ja, typePassword.en, "wizard"),
];

type StepsByForm = Readonly<Partial<Record<BrowserForm, readonly DeviceStep[]>>>;

const steps: Readonly<Record<DeviceId, StepsByForm>> = {
  windows: { pkcs12: windows },
  macos: { appleProfile: macosProfile, pkcs12: macosFile },
  ios: { appleProfile: iosProfile, pkcs12: iosFile },
  android: { pkcs12: android },
  firefox: { pkcs12: firefox },
  linux: { pkcs12: linux },
};

/** What is done by hand to bring the file to its place. */
export const stepsFor = (device: DeviceId, form: BrowserForm): readonly DeviceStep[] =>
  steps[device][form] ?? [];
