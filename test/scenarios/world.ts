import type { KeyObject } from "node:crypto";
import type { DomainContext, Origin } from "#domain/context.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import { presentCertificate } from "#domain/login/certificate-login.ts";
import type { User } from "#domain/user/users.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import { invariant } from "#shared/invariant.ts";
import { codeOnPage } from "#test/support/access/markup.ts";
import { EnrollmentClient, identityOf, startRaw, stepOf } from "#test/support/enrollment-client.ts";
import type { Held } from "#test/support/enrollment-client.ts";
import { CONFIRMATION_SECRET, enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import type { EnrollmentWorld } from "#test/support/enrollment-world.ts";
import { populate } from "#test/support/population.ts";
import { PortalBrowser, portalServer } from "#test/support/portal.ts";
import { errorResponseSchema } from "#wire/enrollment.ts";

/** A contract in the middle of a story. */
export interface Story {
  readonly institution: InstitutionPolicy;
  /** Master; Shinkin: 管理者. */
  readonly head: User;
  /** Below the head; in the Shinkin family there is none. */
  readonly administrator: User | undefined;
  readonly user: User;
}

/** What came of somebody's try: `issued` with the certificate, or a code. */
export interface Tried {
  readonly outcome: string;
  readonly held: Held | undefined;
}

/** The institutions, the registration authority and the portal on one real database, and a clock that can be moved. */
export interface ScenarioWorld extends EnrollmentWorld {
  /** A contract with everybody in it, at the day on which all stories begin. */
  begin(
    institutionId: string,
    more?: { mayAcquire?: boolean; loginMethod?: "password" | "certificate" },
  ): Promise<Story>;
  /** What the issuing application is told when this user asks for a certificate. */
  tryAcquire(user: User): Promise<Tried>;
  /** The same where it is known to succeed. */
  acquire(user: User): Promise<Held>;
  /** The refusal of a renewal with this certificate today; undefined: it is open. */
  renewalRefusal(user: User, held: Held): Promise<string | undefined>;
  /** A browser in which this user has logged in with this certificate. */
  logIn(user: User, held: Held): Promise<PortalBrowser>;
  /** The outcome of revoking a user's certificate on screen, by somebody logged in. */
  revokeOnScreen(browser: PortalBrowser, whose: User): Promise<string>;
  /** The outcome of a login by ID and password. */
  tryPassword(user: User): Promise<string>;
  /** Moves the clock to noon of a day in the institution's zone, so many days before that of an instant. */
  goTo(institution: InstitutionPolicy, at: Temporal.Instant, daysBefore: number): void;
}

/** 1 June 2026, 9:00 in Tokyo. */
export const BEGINNING = Temporal.Instant.from("2026-06-01T00:00:00Z");
export const ORIGIN: Origin = { address: "192.0.2.1", supportId: "TEST0-00000" };

const SECRETS = { login: LOGIN_SECRET, confirmation: CONFIRMATION_SECRET };

export const scenarioWorld = async (): Promise<ScenarioWorld> => {
  const world = await enrollmentWorld({ start: BEGINNING });
  const context: DomainContext = world.context;
  const addresses = { base: "localhost", gatePort: 8444, enrollment: "https://localhost:8446" };
  const portal = await portalServer({ context, addresses });
  let contracts = 0;

  const institutionOf = (user: User): InstitutionPolicy => {
    const found = context.institutions.byCode(user.reference.institutionCode);
    invariant(found !== undefined, "a user has an institution");
    return found;
  };
  const browserAt = (institution: InstitutionPolicy): PortalBrowser =>
    new PortalBrowser(portal, `${institution.id}.localhost:8443`);

  const begin: ScenarioWorld["begin"] = async (institutionId, more = {}) => {
    world.context.clock.set(BEGINNING);
    contracts += 1;
    const institution = world.institution(institutionId);
    const number = String(contracts).padStart(4, "0");
    const roles: readonly UserRole[] = familyOf(institution).roles;
    const users = await populate(world.context, {
      institution,
      contractId: `8000${number}`,
      loginMethod: more.loginMethod ?? "certificate",
      users: Object.fromEntries(roles.map((role, index) => [`s${number}${index}`, role])),
      secrets: SECRETS,
      mayAcquire: more.mayAcquire ?? true,
    });
    const [head] = users;
    const user = users.at(-1);
    invariant(head !== undefined && user !== undefined, "a contract has its head and a user");
    return { institution, head, administrator: users.length > 2 ? users[1] : undefined, user };
  };

  const tryAcquire: ScenarioWorld["tryAcquire"] = async (user) => {
    const client = await EnrollmentClient.start(world.server, institutionOf(user).id);
    const proved = await client.answer(identityOf(user));
    const refused = (outcome: string): Tried => ({ outcome, held: undefined });
    if (proved.code !== undefined) return refused(proved.code);
    if (proved.next?.kind === "ask") return refused(`asks ${proved.next.ask}`);
    const key: KeyObject = newPrivateKey("P-256");
    const requested = await client.request(key);
    if (requested.code !== undefined) return refused(requested.code);
    const install = stepOf(requested, "install");
    const done = stepOf(await client.prove("confirmation", install.toSign, key), "done");
    const held = { serial: done.serial, der: Buffer.from(install.certificate, "base64"), key };
    return { outcome: "issued", held };
  };

  const logIn: ScenarioWorld["logIn"] = async (user, held) => {
    const institution = institutionOf(user);
    const visitor = browserAt(institution);
    await visitor.get("/login");
    const start = await visitor.post("/login/certificate");
    const nonce = new URL(start.location ?? "").hostname.split(".")[0] ?? "";
    const presented = await presentCertificate(context, {
      institution,
      nonce,
      certificate: held.der,
      origin: ORIGIN,
    });
    invariant(presented.ok, "the gate takes the attempt");
    const back = await visitor.get(`/login/certificate/return?ticket=${presented.value.ticket}`);
    const asked = await visitor.get(back.location ?? "");
    const attempt = /name="attempt" value="([^"]+)"/.exec(asked.text)?.[1] ?? "";
    const done = await visitor.post("/login/certificate/password", { attempt, password: LOGIN_SECRET });
    invariant(done.location === "/top", `logged in: ${done.status} ${done.text}`);
    return visitor;
  };

  const revokeOnScreen: ScenarioWorld["revokeOnScreen"] = async (browser, whose) => {
    const address = `/administration/users/certificates/${whose.reference.userId}/revoke`;
    const page = await browser.get(address);
    if (page.status !== 200) return codeOnPage(page.text) ?? String(page.status);
    const serial = /name="serial" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const done = await browser.post(address, {
      serial,
      reason: "cessationOfOperation",
      secret: CONFIRMATION_SECRET,
    });
    return done.status === 200 ? "revoked" : (codeOnPage(done.text) ?? String(done.status));
  };

  return {
    ...world,
    begin,
    tryAcquire,
    acquire: async (user) => {
      const { outcome, held } = await tryAcquire(user);
      invariant(held !== undefined, `a certificate is issued: ${outcome}`);
      return held;
    },
    renewalRefusal: async (user, held) => {
      const answer = await startRaw(world.server, institutionOf(user).id, { renew: held.der });
      return answer.status === 201
        ? undefined
        : errorResponseSchema.parse(JSON.parse(answer.text)).error.code;
    },
    logIn,
    revokeOnScreen,
    tryPassword: async (user) => {
      const visitor = browserAt(institutionOf(user));
      await visitor.get("/login");
      const { confirmationPin: _notAskedAtLogin, ...fields } = identityOf(user);
      const done = await visitor.post("/login/password", fields);
      return done.location === "/top" ? "logged in" : (codeOnPage(done.text) ?? String(done.status));
    },
    goTo: ({ timeZone }, at, daysBefore) => {
      const day = at.toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: daysBefore });
      world.context.clock.set(
        day.toZonedDateTime({ timeZone, plainTime: new Temporal.PlainTime(12) }).toInstant(),
      );
    },
  };
};
