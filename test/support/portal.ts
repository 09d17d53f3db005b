import type { FastifyInstance } from "fastify";
import { presentCertificate } from "#domain/login/certificate-login.ts";
import type { User } from "#domain/user/users.ts";
import { createHttpServer } from "#platform/http/server.ts";
import { createLog } from "#platform/log/log.ts";
import { portalContentSecurityPolicy } from "#screens/portal/content-security-policy.ts";
import { portalProblemPage, portalRoutes } from "#screens/portal/portal.ts";
import type { PortalServices } from "#screens/portal/services.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import type { testDatabase } from "./database.ts";
import { LOGIN_PASSWORD, loginWorld, ORIGIN } from "./login.ts";
import type { LoginWorld, TestCertificate } from "./login.ts";

/** What the portal answered. */
export interface PortalAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The page's h1. */
  readonly heading: string | undefined;
  /** The screen's id as shown. */
  readonly screen: string | undefined;
}

/** A browser without a screen: keeps cookies, follows nothing, sends the token of the page it saw last. */
export class PortalBrowser {
  readonly #app: FastifyInstance;
  readonly host: string;
  readonly cookies = new Map<string, string>();
  /** Sent with every request, over what the browser sends by itself. */
  readonly headers: Record<string, string> = {};
  csrfToken = "";

  constructor(app: FastifyInstance, host: string) {
    this.#app = app;
    this.host = host;
  }

  get(path: string): Promise<PortalAnswer> {
    return this.#send("GET", path, undefined);
  }

  post(path: string, fields: Readonly<Record<string, string>> = {}): Promise<PortalAnswer> {
    return this.#send("POST", path, new URLSearchParams({ csrfToken: this.csrfToken, ...fields }).toString());
  }

  async #send(method: "GET" | "POST", url: string, payload: string | undefined): Promise<PortalAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await this.#app.inject({
      method,
      url,
      headers: {
        host: this.host,
        ...(cookie !== "" && { cookie }),
        ...(payload !== undefined && {
          "content-type": "application/x-www-form-urlencoded",
          origin: `https://${this.host}`,
          "sec-fetch-site": "same-origin",
        }),
        ...this.headers,
      },
      ...(payload !== undefined && { payload }),
    });
    this.#keepCookies([answer.headers["set-cookie"] ?? []].flat());
    const text = answer.payload;
    this.csrfToken = /name="csrfToken" value="([^"]+)"/.exec(text)?.[1] ?? this.csrfToken;
    return {
      status: answer.statusCode,
      location: answer.headers.location?.toString(),
      headers: answer.headers,
      text,
      heading: /<h1>([^<]*)<\/h1>/.exec(text)?.[1],
      screen: /<div class="screen-id"><span>\S+ ([A-Z0-9]+)</.exec(text)?.[1],
    };
  }

  #keepCookies(sent: readonly string[]): void {
    for (const cookie of sent) {
      const [pair = ""] = cookie.split(";", 1);
      const at = pair.indexOf("=");
      const name = pair.slice(0, at);
      if (/; Max-Age=0(?:;|$)/.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(at + 1));
    }
  }
}

/** The portal over a real database, with people and certificates. */
export interface PortalWorld extends LoginWorld {
  readonly services: PortalServices;
  browser(institutionId: string): PortalBrowser;
  /** As the gate does: the browser arrives with a certificate or none; gives the way back to the portal. */
  passGate(
    browser: PortalBrowser,
    gateAddress: string,
    certificate: TestCertificate | undefined,
  ): Promise<string>;
  /** A browser in which the user has logged in with this certificate and the login password. */
  loggedIn(institutionId: string, user: User, certificate: TestCertificate): Promise<PortalBrowser>;
  /** A browser in which the user has logged in with ID and password. */
  loggedInByPassword(institutionId: string, user: User): Promise<PortalBrowser>;
}

export const portalServer = async (services: PortalServices): Promise<FastifyInstance> => {
  const app = await createHttpServer({
    name: "portal",
    trustedProxies: [],
    log: createLog({ level: "silent" }),
    random: systemRandom,
    requestsPerMinute: 0,
    renderProblem: portalProblemPage(services),
    contentSecurityPolicy: (request) => portalContentSecurityPolicy(services, request.hostname),
  });
  await app.register(portalRoutes(services));
  return app;
};

const nonceOf = (address: string): string => new URL(address).hostname.split(".")[0] ?? "";

export const portalWorld = async (t?: Parameters<typeof testDatabase>[0]): Promise<PortalWorld> => {
  const world = await loginWorld(t);
  const addresses = { base: "localhost", gatePort: 8444, enrollment: "https://localhost:8446" };
  const services: PortalServices = { context: world.context, addresses };
  const app = await portalServer(services);

  const browser: PortalWorld["browser"] = (id) => new PortalBrowser(app, `${id}.localhost:8443`);

  const passGate: PortalWorld["passGate"] = async (visitor, address, certificate) => {
    const presented = await presentCertificate(world.context, {
      institution: world.institution(visitor.host.split(".")[0] ?? ""),
      nonce: nonceOf(address),
      certificate: certificate?.der,
      origin: ORIGIN,
    });
    invariant(presented.ok, "the gate takes the attempt");
    return `/login/certificate/return?ticket=${presented.value.ticket}`;
  };

  const loggedIn: PortalWorld["loggedIn"] = async (id, _user, certificate) => {
    const visitor = browser(id);
    await visitor.get("/login");
    const start = await visitor.post("/login/certificate");
    invariant(start.location !== undefined, `the gate is shown: ${start.status} ${start.heading ?? ""}`);
    const back = await visitor.get(await passGate(visitor, start.location ?? "", certificate));
    const asked = await visitor.get(back.location ?? "");
    const attempt = /name="attempt" value="([^"]+)"/.exec(asked.text)?.[1] ?? "";
    const done = await visitor.post("/login/certificate/password", { attempt, password: LOGIN_PASSWORD });
    invariant(done.location === "/top", `the user is logged in: ${done.status} ${done.heading ?? ""}`);
    return visitor;
  };

  const loggedInByPassword: PortalWorld["loggedInByPassword"] = async (id, user) => {
    const visitor = browser(id);
    await visitor.get("/login");
    const { contractId, userId } = user.reference;
    const fields =
      user.loginId === null
        ? { contractId, userId, pin: LOGIN_PASSWORD }
        : { loginId: user.loginId, loginPassword: LOGIN_PASSWORD };
    const done = await visitor.post("/login/password", fields);
    invariant(done.location === "/top", `the user is logged in: ${done.status} ${done.heading ?? ""}`);
    return visitor;
  };

  return { ...world, services, browser, passGate, loggedIn, loggedInByPassword };
};
