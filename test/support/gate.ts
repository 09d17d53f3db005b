import { request as plainRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as tlsRequest } from "node:https";
import type { KeyObject } from "node:crypto";
import { connect, type SecureVersion } from "node:tls";
import { presentCertificate, redeemTicket, startAttempt } from "#domain/login/certificate-login.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { createHttpServer } from "#platform/http/server.ts";
import { createLog } from "#platform/log/log.ts";
import { tlsServerFields } from "#pki/certificate/profiles.ts";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import { nameOf } from "#pki/name.ts";
import { encodePem } from "#pki/pem.ts";
import { softwareSigner } from "#pki/signer.ts";
import {
  newPrivateKey,
  newSerial,
  signCertificate,
  TEST_NOT_AFTER,
  TEST_NOT_BEFORE,
} from "#pki/testing/small-authority.ts";
import { gateRoutes } from "#screens/gate/routes.ts";
import { gateTlsOptions } from "#screens/gate/tls.ts";
import { invariant } from "#shared/invariant.ts";
import { newSecret } from "#shared/ids.ts";
import { systemRandom } from "#shared/random.ts";
import { ORIGIN, type LoginWorld } from "./login.ts";
import { portOf } from "./nginx.ts";

/** Ports as browsers would see them; the listeners take any that is free. */
export const GATE_PORT = 8444;
export const PORTAL_PORT = 8443;

/** A key and certificate chain, PEM. */
export interface PemPair {
  readonly key: string;
  readonly certificate: string;
}

/** A gate that listens. */
export interface TestGate {
  readonly port: number;
  readonly world: LoginWorld;
  readonly server: PemPair;
}

export const keyPem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" });

/** A TLS server certificate for the gates of these institutions. */
export const serverPair = async (world: LoginWorld, institutionIds: readonly string[]): Promise<PemPair> => {
  const { issuing } = world.authorities.bizsol;
  const key = newPrivateKey("P-256");
  const certificate = await signCertificate(
    tlsServerFields({
      serial: newSerial(),
      subject: nameOf([["CN", "gate"]]),
      publicKeyInfo: softwareSigner(key).publicKeyInfo,
      notBefore: TEST_NOT_BEFORE,
      notAfter: TEST_NOT_AFTER,
      issuer: issuerFactsOf(issuing.certificate),
      dnsNames: institutionIds.map((id) => `*.cert.${id}.localhost`),
    }),
    issuing.signer,
  );
  return {
    key: keyPem(key),
    certificate: encodePem("CERTIFICATE", certificate.der) + encodePem("CERTIFICATE", issuing.der),
  };
};

/** Starts a gate; `plain`: without TLS of its own, as behind a proxy. */
export const startGate = async (
  t: { after(fn: () => Promise<unknown>): void },
  world: LoginWorld,
  options: { readonly trustedProxies?: readonly string[]; readonly plain?: boolean } = {},
): Promise<TestGate> => {
  const trusted = options.trustedProxies ?? [];
  const server = await serverPair(world, ["hisui", "yukiguni"]);
  const { bizsol, shinkin } = world.authorities;
  const tls = gateTlsOptions({
    ...server,
    // The test's issuing authorities all have one name: the families are told apart by taking one's root.
    authorities: {
      bizsol: [encodePem("CERTIFICATE", bizsol.issuing.der)],
      shinkin: [encodePem("CERTIFICATE", shinkin.root.der)],
    },
    institutions: world.context.institutions,
    base: "localhost",
  });
  const app = await createHttpServer({
    name: "gate",
    trustedProxies: trusted,
    log: createLog({ level: "silent" }),
    random: systemRandom,
    requestsPerMinute: 0,
    ...(options.plain === true ? {} : { tls }),
  });
  await app.register(
    gateRoutes({
      context: world.context,
      base: "localhost",
      gatePort: GATE_PORT,
      portalPort: PORTAL_PORT,
      trustedProxies: trusted,
    }),
  );
  await app.listen({ host: "127.0.0.1", port: 0 });
  t.after(() => app.close());
  return { port: portOf(app.server.address()), world, server };
};

/** What a client sends to the gate; all of it may be wrong. */
export interface GateVisit {
  /** Name in the TLS handshake; that of the `Host` field unless told. */
  readonly serverName?: string;
  /** The whole `Host` field. */
  readonly host: string;
  readonly certificate?: { readonly pem: string; readonly privateKey: KeyObject };
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly method?: string;
  readonly path?: string;
  readonly plain?: boolean;
  readonly maxVersion?: SecureVersion;
  readonly port?: number;
}

export interface GateAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** The refusal code on the page, if it is one. */
  readonly code: string | undefined;
  /** The ticket in the redirect, if it is one. */
  readonly ticket: string | undefined;
}

const answerOf = async (response: IncomingMessage): Promise<GateAnswer> => {
  const body = (await response.toArray()).join("");
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body,
    code: /<small>([A-Z_]+)/.exec(body)?.[1],
    ticket: /[?&]ticket=([\w-]+)$/.exec(response.headers.location ?? "")?.[1],
  };
};

/** One request on a connection of its own. */
export const visit = (gate: { readonly port: number }, wanted: GateVisit): Promise<GateAnswer> => {
  const options: RequestOptions = {
    host: "127.0.0.1",
    port: wanted.port ?? gate.port,
    agent: false,
    method: wanted.method ?? "GET",
    path: wanted.path ?? "/",
    headers: { host: wanted.host, ...wanted.headers },
  };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request =
    wanted.plain === true
      ? plainRequest(options)
      : tlsRequest({
          ...options,
          servername: wanted.serverName ?? wanted.host.replace(/:\d*$/, ""),
          rejectUnauthorized: false,
          ...(wanted.maxVersion === undefined ? {} : { maxVersion: wanted.maxVersion }),
          ...(wanted.certificate === undefined
            ? {}
            : { cert: wanted.certificate.pem, key: keyPem(wanted.certificate.privateKey) }),
        });
  request.on("response", resolve).on("error", reject).end();
  return promise.then(answerOf);
};

/** An attempt of a browser, with the `Host` field under which the gate awaits it. */
export interface StartedLogin {
  readonly institution: InstitutionPolicy;
  readonly browserSecret: string;
  readonly nonce: string;
  readonly host: string;
}

export const startLogin = async (world: LoginWorld, institutionId = "hisui"): Promise<StartedLogin> => {
  const institution = world.institution(institutionId);
  const browserSecret = newSecret(systemRandom);
  const { nonce } = await startAttempt(world.context, { institution, browserSecret, origin: ORIGIN });
  return { institution, browserSecret, nonce, host: `${nonce}.cert.${institutionId}.localhost:${GATE_PORT}` };
};

/** What the portal would tell the user after the gate's answer: `proved`, or a refusal code. */
export const outcomeOf = async (
  world: LoginWorld,
  login: StartedLogin,
  answer: GateAnswer,
): Promise<string> => {
  invariant(
    answer.ticket !== undefined,
    `the gate gives a ticket, not ${answer.status} ${answer.code ?? ""}`,
  );
  const { institution, browserSecret } = login;
  const redeemed = await redeemTicket(world.context, {
    institution,
    ticket: answer.ticket,
    browserSecret,
    origin: ORIGIN,
  });
  if (!redeemed.ok) return redeemed.refusal.code;
  return redeemed.value.kind === "refused" ? redeemed.value.refusal.code : "proved";
};

/** Sends these lines and gives back whatever comes, for what Node's own client would not send. */
export const sendLines = async (
  gate: { readonly port: number },
  serverName: string,
  lines: readonly string[],
): Promise<string> => {
  const socket = connect({
    host: "127.0.0.1",
    port: gate.port,
    servername: serverName,
    rejectUnauthorized: false,
  });
  socket.end([...lines, "", ""].join("\r\n"));
  return (await socket.toArray()).join("");
};

/** Whether an attempt still waits for its one presentation; ends it. */
export const isStillOpen = async (
  world: LoginWorld,
  { institution, nonce }: StartedLogin,
): Promise<boolean> =>
  (await presentCertificate(world.context, { institution, nonce, certificate: undefined, origin: ORIGIN }))
    .ok;
