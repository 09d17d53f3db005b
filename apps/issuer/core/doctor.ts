import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import type { Clock } from "#shared/clock.ts";
import type { Result } from "#shared/result.ts";
import type { EnrollmentClient } from "../network/enrollment-client.ts";
import { loopbackName } from "../network/loopback.ts";
import { type Failure, failure } from "./failure.ts";
import type { Bilingual, KeyStore } from "./key-store.ts";

/** One thing looked at. `failure`: what is wrong, with the remedy. `skipped`: something before it is wrong. */
export interface Finding {
  readonly check: "resolve" | "connect" | "trust" | "institution" | "clock" | "keyStore";
  readonly outcome: "good" | "bad" | "skipped";
  readonly detail: string;
  readonly failure?: Pick<Failure, "code" | "cause" | "action">;
}

/** What each check is called. */
export const checkNames: Readonly<Record<Finding["check"], Bilingual>> = {
  resolve: { ja: "サーバー名の解決", en: "Server name" },
  connect: { ja: "サーバーへの接続", en: "Connection" },
  trust: { ja: "サーバーの証明書", en: "Server certificate" },
  institution: { ja: "金融機関", en: "Institution" },
  clock: { ja: "PCの時計", en: "Clock of this PC" },
  keyStore: { ja: "鍵の保管場所", en: "Key store" },
};

/** A clock this many seconds away makes new certificates look not yet valid, or expired too early. */
const CLOCK_TOLERANCE_SECONDS = 120;
const CONNECT_TIMEOUT_MILLISECONDS = 5000;

const bad = (check: Finding["check"], { code, cause, action, detail }: Failure): Finding => ({
  check,
  outcome: "bad",
  detail,
  failure: { code, cause, action },
});
const good = (check: Finding["check"], detail: string): Finding => ({ check, outcome: "good", detail });
const skipped = (check: Finding["check"]): Finding => ({ check, outcome: "skipped", detail: "" });

const portOf = (server: URL): number => Number(server.port === "" ? 443 : server.port);
const hostOf = (server: URL): string => loopbackName(server.hostname.replaceAll(/^\[|\]$/g, ""));

const checkResolve = async (server: URL): Promise<Finding> => {
  try {
    const addresses = await lookup(hostOf(server), { all: true });
    return good("resolve", addresses.map(({ address }) => address).join(", "));
  } catch (error) {
    return bad("resolve", failure("G003e", `${server.hostname}: ${String(error)}`));
  }
};

const checkConnect = (server: URL): Promise<Finding> =>
  new Promise((resolve) => {
    const socket = connect({ host: hostOf(server), port: portOf(server) });
    const finish = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MILLISECONDS, () =>
      finish(bad("connect", failure("G003e", `no connection in ${CONNECT_TIMEOUT_MILLISECONDS} ms`))),
    );
    socket.once("connect", () => finish(good("connect", `${socket.remoteAddress}:${socket.remotePort}`)));
    socket.once("error", (error) => finish(bad("connect", failure("G003e", String(error)))));
  });

const checkService = async (client: EnrollmentClient, clock: Clock): Promise<Finding[]> => {
  const before = clock.now();
  const service = await client.service();
  if (!service.ok) {
    return service.refusal.code === "SERVER_NOT_TRUSTED" || service.refusal.kind === "network"
      ? [bad("trust", service.refusal), skipped("institution"), skipped("clock")]
      : [
          good("trust", client.connection.settings.server.origin),
          bad("institution", service.refusal),
          skipped("clock"),
        ];
  }
  const { institution, now } = service.value;
  const middle = before.add({
    milliseconds: Math.round(clock.now().since(before).total("milliseconds") / 2),
  });
  const seconds = Math.round(middle.since(Temporal.Instant.from(now)).total("seconds"));
  return [
    good("trust", client.connection.settings.server.origin),
    good("institution", `${institution.id}: ${institution.name.ja} (${institution.name.en})`),
    Math.abs(seconds) > CLOCK_TOLERANCE_SECONDS
      ? bad("clock", failure("CLOCK_DIFFERS", `${seconds} s`))
      : good("clock", `${seconds} s`),
  ];
};

/** Looks at everything between this PC and a certificate, from the outside in, and names what is wrong. */
export const examine = async (
  client: EnrollmentClient,
  clock: Clock,
  openKeyStore: () => Promise<Result<KeyStore, Failure>>,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const { server, environment } = client.connection.settings;
  // Through a proxy this PC need neither resolve nor reach the server's name itself.
  const isProxied = environment["HTTPS_PROXY"] !== undefined || environment["https_proxy"] !== undefined;
  findings.push(isProxied ? skipped("resolve") : await checkResolve(server));
  const resolved = findings[0]?.outcome !== "bad";
  findings.push(isProxied || !resolved ? skipped("connect") : await checkConnect(server));
  const connected = resolved && findings[1]?.outcome !== "bad";
  if (connected) findings.push(...(await checkService(client, clock)));
  else findings.push(skipped("trust"), skipped("institution"), skipped("clock"));
  const store = await openKeyStore();
  if (!store.ok) return [...findings, bad("keyStore", store.refusal)];
  const { location, name } = store.value.describe();
  const count = (await store.value.list()).length;
  await store.value.close();
  return [...findings, good("keyStore", `${name.en}: ${location} (${count})`)];
};
