import type { EndCause, RevocationReason } from "#domain/certificate/certificates.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const ownCertificatesScreen: Screen = {
  id: "TOWN001",
  name: { ja: "発行された電子証明書の一覧", en: "All certificates issued for you" },
};

const endsJa: Readonly<Record<EndCause, string>> = {
  expiry: "有効期限が過ぎました。",
  supersession: "更新したため、新しい電子証明書に替わりました。",
  takeover: "取得をやり直したため、使われないまま失効しました。",
  unconfirmed: "インストールが期限までに確認できなかったため、使われないまま失効しました。",
  revocation: "失効の手続きが行われました。",
  fault: "発行時の検査で不備が見つかったため、使われないまま失効しました。",
};

const endsEn: Readonly<Record<EndCause, string>> = {
  expiry: "Its time was over.",
  supersession: "It was renewed; a new certificate took its place.",
  takeover: "You began again, so it was revoked without being used.",
  unconfirmed: "Its installation was not confirmed in time, so it was revoked without being used.",
  revocation: "It was revoked on request.",
  fault: "A check found a fault when it was issued, so it was revoked without being used.",
};

const reasonsJa: Readonly<Record<RevocationReason, string>> = {
  unspecified: "",
  keyCompromise: "理由：第三者に使われるおそれ（パソコンの紛失など）。",
  affiliationChanged: "理由：所属や担当の変更。",
  superseded: "理由：別の電子証明書への切り替え。",
  cessationOfOperation: "理由：ご利用の終了。",
};

const reasonsEn: Readonly<Record<RevocationReason, string>> = {
  unspecified: "",
  keyCompromise: "Reason: somebody else might have used it (a lost PC, for example).",
  affiliationChanged: "Reason: a change of duties.",
  superseded: "Reason: another certificate took its place.",
  cessationOfOperation: "Reason: it was no longer needed.",
};

export const texts = defineTexts({
  ja: {
    intro:
      "このIDに対してこれまでに発行された、すべての電子証明書です。お心当たりのないものがある場合は、「身に覚えがない」から失効し、すぐにヘルプデスクへご連絡ください。",
    count: (count: number) => `これまでに発行された電子証明書：${count}件（新しい順）`,
    period: "発行と有効期限",
    issued: "発行",
    state: "状態",
    validUntil: "期限",
    device: "取得したパソコン",
    account: (user: string) => `（利用者 ${user}）`,
    keyStore: (kind: string) => `保管場所：${kind}`,
    unknown: "記録なし",
    lastUse: "最後の利用",
    neverUsed: "利用なし",
    thisSession: "今回のログインに使用中",
    serial: "シリアル番号",
    from: "接続元",
    action: "操作",
    notMe: "身に覚えがない",
    notMeAbout: (device: string) => `（${device} の電子証明書）`,
    replace: "パソコンの入れ替え",
    history: "電子証明書に関するお手続き",
    historyCaption: "ご自身で行われたお手続き（新しい順、最新の20件まで）",
    at: "日時",
    act: "お手続き",
    acts: { replaced: "パソコンの入れ替え（失効）", disowned: "身に覚えのない電子証明書の失効" },
    loggedIn: "ログインして手続き",
    notLoggedIn: "ログインせずに本人確認で手続き",
    confirming: "インストールの確認を待っています。",
    usable: "ログインに利用できます。",
    endedAt: "終了",
    ends: endsJa,
    reasons: reasonsJa,
    empty: "このIDに対して発行された電子証明書は、まだありません。",
    back: "戻る",
  },
  en: {
    intro:
      "These are all certificates that were ever issued for this ID. If there is one that you do not know, revoke it with “This was not me”, and call the help desk at once.",
    count: (count: number) => `Certificates issued so far: ${count} (the newest first)`,
    period: "Issued and valid",
    issued: "Issued",
    state: "State",
    validUntil: "Until",
    device: "Acquired on",
    account: (user: string) => ` (account ${user})`,
    keyStore: (kind: string) => `Kept in: ${kind}`,
    unknown: "Not recorded",
    lastUse: "Last used",
    neverUsed: "Never",
    thisSession: "You are logged in with it",
    serial: "Serial number",
    from: "From",
    action: "Action",
    notMe: "This was not me",
    notMeAbout: (device: string) => `(certificate of ${device})`,
    replace: "Replace this PC",
    history: "What was done about your certificates",
    historyCaption: "Your own acts (the newest first, at most 20)",
    at: "When",
    act: "What",
    acts: { replaced: "The PC was replaced (revoked)", disowned: "Revoked: “this was not me”" },
    loggedIn: "While logged in",
    notLoggedIn: "Without login, by proofs",
    confirming: "Waiting for its installation to be confirmed.",
    usable: "It can log in.",
    endedAt: "Ended",
    ends: endsEn,
    reasons: reasonsEn,
    empty: "No certificate has been issued for this ID yet.",
    back: "Back",
  },
});
