import { renewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { LoginRecord } from "#domain/login/history.ts";
import type { Language } from "#platform/html/language.ts";
import type { UserRow } from "#screens/portal/BRSK018-certificates-of-users/view.ts";
import type { OwnCertificate } from "#screens/portal/TOWN001-own-certificates/view.ts";
import type { TopModel } from "#screens/portal/BTOP001-top/model.ts";
import { topPage } from "#screens/portal/BTOP001-top/view.ts";
import {
  administrationPlace,
  certificatesPlace,
  menuFor,
  topPlaces,
  usersPlace,
} from "#screens/portal/places.ts";
import { describe } from "#screens/portal/refusals.ts";
import { issuerCommand } from "#screens/components/issuer-command.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { shippedInstitutions } from "./population.ts";
import { invariant } from "#shared/invariant.ts";

/** Every screen in every state that looks different, with made-up data: for screenshots and for axe. */
export interface GalleryEntry {
  /** File name of the screenshot: the screen's id and the state. */
  readonly name: string;
  readonly render: (language: Language) => string;
}

export const NOW = Temporal.Instant.from("2026-11-22T03:04:05Z");
export const SUPPORT_ID = "7K2QF-9XM0C";
export const SERIAL = "5b8e869e2bc4b2225302f34ada65184e";

export interface Scene {
  readonly institution: string;
  readonly role?: UserRole;
  readonly path: string;
}

export const people: Readonly<Record<Language, readonly [string, string, string]>> = {
  ja: ["翡翠 花子", "データ 専子", "糸魚川 太郎"],
  en: ["Hanako Hisui", "Senko Data", "Taro Itoigawa"],
};

const institutions = shippedInstitutions();

export const pageOf = ({ institution: id, role, path }: Scene, language: Language): PageContext => {
  const institution = institutions.byId(id);
  invariant(institution !== undefined, `no institution ${id}`);
  const identity = institution.family === "shinkin" ? "2000001 / user01" : "hanako01";
  return {
    language,
    institution,
    csrfToken: "x".repeat(86),
    now: NOW,
    path,
    supportId: SUPPORT_ID,
    ...(role !== undefined && {
      visitor: { userName: people[language][0], identity, menu: menuFor(institution, role) },
    }),
  };
};

export const entry = (
  name: string,
  scene: Scene,
  view: (page: PageContext, language: Language) => string,
): GalleryEntry => ({ name, render: (language) => view(pageOf(scene, language), language) });

export const refusalOf = (code: string, facts: Readonly<Record<string, string | number>> = {}) =>
  describe({ code, detail: "gallery", facts });

export const login = (id: string): Scene => ({ institution: id, path: "/login" });
export const acquire: Scene = { institution: "hisui", path: "/certificate/acquire" };
export const hisui = (path: string, role: UserRole = "master"): Scene => ({
  institution: "hisui",
  role,
  path,
});

export const command = (institution: InstitutionPolicy, purpose: "issue" | "renew"): string =>
  issuerCommand({
    purpose,
    institutionId: institution.id,
    enrollment: "https://localhost:8446",
    serverCaFile: "var/tls/server-ca.pem",
    person: [],
  });

export const history = (): LoginRecord[] => {
  const at = (text: string) => Temporal.Instant.from(text);
  return [
    {
      at: at("2026-11-22T03:03:58Z"),
      method: "certificate",
      outcome: "succeeded",
      refusalCode: null,
      address: "203.0.113.24",
    },
    {
      at: at("2026-11-21T23:41:07Z"),
      method: "certificate",
      outcome: "refused",
      refusalCode: "CERTIFICATE_EXPIRED",
      address: "203.0.113.24",
    },
    {
      at: at("2026-11-20T00:12:33Z"),
      method: "password",
      outcome: "succeeded",
      refusalCode: null,
      address: "2001:db8::24",
    },
  ];
};

export const forcedNotice = {
  noticeId: "terms-2027",
  title: { ja: "利用規定の改定について", en: "Change of the terms of use" },
  body: {
    ja: "2027年4月1日から、インターネットバンキング利用規定を改定します。\n改定後の規定は、当金融機関のホームページと窓口でご覧いただけます。",
    en: "The terms of use of internet banking change on 1 April 2027.\nThe new terms are on our home page and at our branches.",
  },
  publishedFrom: Temporal.Instant.from("2026-11-20T00:00:00Z"),
};

export const notices: TopModel["notices"] = [
  {
    title: { ja: "年末年始のサービス休止について", en: "Service hours at the turn of the year" },
    body: {
      ja: "12月31日から1月3日まで、インターネットバンキングのサービスを休止します。",
      en: "Internet banking is closed from 31 December to 3 January.",
    },
    publishedFrom: Temporal.Instant.from("2026-11-20T00:00:00Z"),
  },
  {
    title: { ja: "フィッシング詐欺にご注意ください", en: "Beware of phishing" },
    body: {
      ja: "当組合を装った電話やメールで、パスワードを聞き出そうとする事例が報告されています。",
      en: "Calls and mails in our name that ask for passwords have been reported.",
    },
    publishedFrom: Temporal.Instant.from("2026-11-02T00:00:00Z"),
  },
];

export const certificate = (
  page: PageContext,
  notAfter: string,
  name = "hanako01 A001 20251103141522000000",
) => {
  const end = Temporal.Instant.from(notAfter);
  return {
    subject: name,
    notAfter: end,
    window: renewalWindow(page.institution, end, NOW),
    deviceName: "KEIRI-PC03",
    osUser: "hanako",
  };
};

export const top = (page: PageContext, language: Language, more: Partial<TopModel>): string =>
  topPage(page, {
    userName: people[language][0],
    certificate: certificate(page, "2027-10-02T14:59:59Z"),
    acquisition: undefined,
    history: history(),
    notices,
    ...more,
  });

export const rows = (language: Language): UserRow[] => {
  const [hanako, senko, taro] = people[language];
  const roles =
    language === "ja"
      ? ["マスターユーザ", "管理者ユーザ", "一般ユーザ"]
      : ["Master user", "Administrator", "User"];
  const notAfter = Temporal.Instant.from("2026-12-11T23:59:59Z");
  const row = (userId: string, identity: string, userName: string, roleName: string): UserRow => ({
    userId,
    identity,
    userName,
    roleName,
    isSelf: false,
    state: "active",
    notAfter,
    revocation: "possible",
  });
  return [
    { ...row("0", "hanako01", hanako, roles[0] ?? ""), isSelf: true },
    row("1", "sachikodt", senko, roles[1] ?? ""),
    { ...row("2", "taro0002", taro, roles[2] ?? ""), state: "onItsWay" },
    {
      ...row("3", "jiro0003", `${taro} 2`, roles[2] ?? ""),
      state: "expired",
      notAfter: NOW.subtract({ hours: 24 * 11 }),
      revocation: "nothing",
    },
    { ...row("4", "saburo04", `${taro} 3`, roles[2] ?? ""), state: "revoked", revocation: "nothing" },
    {
      ...row("5", "shiro005", `${taro} 4`, roles[2] ?? ""),
      state: "none",
      notAfter: undefined,
      revocation: "nothing",
    },
  ];
};

export const revocation = (language: Language) => ({
  userId: "1",
  identity: "sachikodt",
  userName: people[language][1],
  isSelf: false,
  state: "active" as const,
  notAfter: Temporal.Instant.from("2026-12-11T23:59:59Z"),
  serial: SERIAL,
});

export const trail = (page: PageContext) => [
  topPlaces[page.institution.family],
  administrationPlace,
  usersPlace,
  certificatesPlace,
];

/** Certificates in every state that their owner can see. */
export const ownCertificates = (language: Language): OwnCertificate[] => {
  const at = (text: string) => Temporal.Instant.from(text);
  const one = (serial: string, issuedAt: string, more: Partial<OwnCertificate>): OwnCertificate => ({
    serial,
    issuedAt: at(issuedAt),
    notAfter: at(issuedAt).add({ hours: 24 * 366 }),
    state: "revoked",
    end: undefined,
    deviceName: "KEIRI-PC03",
    osUser: language === "ja" ? "花子" : "hanako",
    keyStoreKind: "nss",
    lastUsedAt: undefined,
    issuedFrom: "203.0.113.24",
    isOfThisSession: false,
    isLive: false,
    ...more,
  });
  const ended = (cause: NonNullable<OwnCertificate["end"]>["cause"], when: string) =>
    ({ at: at(when), cause, reason: cause === "revocation" ? "keyCompromise" : undefined }) as const;
  return [
    one("f0e1d2c3b4a5968778695a4b3c2d1e0f", "2026-11-22T03:01:00Z", { state: "onItsWay", isLive: true }),
    one(SERIAL, "2026-10-02T05:12:33Z", {
      state: "active",
      lastUsedAt: at("2026-11-21T23:41:07Z"),
      isOfThisSession: true,
      isLive: true,
    }),
    one("a3b1c5d7e9f00112233445566778899a", "2026-10-02T05:02:10Z", {
      end: ended("unconfirmed", "2026-10-02T05:12:11Z"),
    }),
    one("81726354433221100ffeeddccbbaa998", "2025-10-20T01:00:00Z", {
      state: "superseded",
      end: ended("supersession", "2026-10-02T05:12:40Z"),
      lastUsedAt: at("2026-10-01T02:00:00Z"),
    }),
    one("c0ffee00c0ffee00c0ffee00c0ffee00", "2025-02-03T04:05:06Z", {
      end: ended("revocation", "2025-10-19T08:30:00Z"),
      deviceName: "A-VERY-LONG-NAME-OF-A-NOTEBOOK-THAT-WAS-LOST-IN-A-TRAIN",
      keyStoreKind: "some-new-store",
    }),
    one("d00d1e00d00d1e00d00d1e00d00d1e00", "2023-12-01T00:00:00Z", {
      state: "expired",
      end: ended("expiry", "2025-02-03T04:05:06Z"),
      deviceName: undefined,
      osUser: undefined,
      keyStoreKind: undefined,
    }),
  ];
};
