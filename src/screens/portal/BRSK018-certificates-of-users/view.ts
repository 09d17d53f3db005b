import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { linkButton } from "#screens/components/button.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import type { ShownState } from "#screens/components/certificate-state.ts";
import { emptyState, table } from "#screens/components/data.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTime } from "#screens/components/time.ts";

export const certificatesOfUsersScreen: Screen = {
  id: "BRSK018",
  name: { ja: "ユーザ一覧", en: "Users and their certificates" },
};

/** One user of the contract. */
export interface UserRow {
  readonly userId: string;
  readonly identity: string;
  readonly userName: string;
  readonly roleName: string;
  readonly isSelf: boolean;
  readonly state: ShownState;
  readonly notAfter: Temporal.Instant | undefined;
  /** What administrators should know about where the key is. */
  readonly note?: string | undefined;
  /** `possible`; `ownByInstitution`: own certificate, which takes the institution; `nothing`: none to revoke. */
  readonly revocation: "possible" | "ownByInstitution" | "nothing";
}

const texts = defineTexts({
  ja: {
    parent: "証明書失効",
    caption: "電子証明書を失効する利用者を選んでください",
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    role: "権限",
    state: "証明書状態",
    notAfter: "証明書有効期限",
    action: "操作",
    revoke: "失効",
    revokeAbout: (name: string) => `（${name} 様の電子証明書）`,
    self: "（ご自身）",
    byInstitution: "窓口での手続き",
    empty: "利用者が登録されていません。",
  },
  en: {
    parent: "Revoke a certificate",
    caption: "Choose the user whose certificate is to be revoked",
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    role: "Role",
    state: "Certificate",
    notAfter: "Valid until",
    action: "Action",
    revoke: "Revoke",
    revokeAbout: (name: string) => `the certificate of ${name}`,
    self: " (you)",
    byInstitution: "At the branch",
    empty: "No users are registered.",
  },
});

const action = (page: PageContext, row: UserRow): HtmlValue => {
  const text = texts[page.language];
  if (row.revocation === "nothing") return undefined;
  if (row.revocation === "ownByInstitution") return html`<span class="quiet">${text.byInstitution}</span>`;
  const path = `/administration/users/certificates/${encodeURIComponent(row.userId)}/revoke`;
  return linkButton(text.revoke, path, {
    tone: "secondary",
    size: "small",
    about: text.revokeAbout(row.userName),
  });
};

/** BRSK018 ユーザ一覧: whose certificate is to be revoked. */
export const certificatesOfUsersPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  users: readonly UserRow[],
): string => {
  const text = texts[page.language];
  const columns = [
    { label: text.identity[page.institution.family] },
    { label: text.userName },
    { label: text.role },
    { label: text.state },
    { label: text.notAfter },
    { label: text.action, isAction: true },
  ];
  const rows = users.map((row) => [
    row.identity,
    html`${row.userName}${row.isSelf && html`<span class="quiet">${text.self}</span>`}`,
    row.roleName,
    html`${stateChip(page, row.state)}${row.note !== undefined && html`<p class="quiet">${row.note}</p>`}`,
    row.notAfter === undefined ? "–" : dateAndTime(page, row.notAfter),
    action(page, row),
  ]);
  return renderPage(page, {
    screen: certificatesOfUsersScreen,
    parent: text.parent,
    breadcrumb,
    main: rows.length === 0 ? emptyState(text.empty) : table(text.caption, columns, rows),
  });
};
