import { enrollmentRoutes } from "#protocols/enrollment/routes.ts";
import { errorResponseSchema } from "#wire/enrollment.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { PAST_THE_EDGE, edgeServer, headerValue, linesOf } from "./edge.ts";

/** The edge of the enrolment API: lines for the path, the content type and Authorization, then the JSON body. */

const server = await edgeServer((services) =>
  enrollmentRoutes(services, { sessionsPerMinute: 1_000_000_000 }),
);

export const fuzz: FuzzTarget["fuzz"] = async (data) => {
  const { lines, rest: payload } = linesOf(data, 3);
  const [path = "", type = "", authorization = ""] = lines.map(headerValue);
  const answer = await server.inject({
    method: "POST",
    url: `/enrollment/v1/${encodeURI(path)}`,
    headers: { "content-type": type, authorization },
    payload,
  });
  expect(answer.statusCode < 500, "the edge refuses, it does not fail");
  if (answer.statusCode < 400 || answer.statusCode === PAST_THE_EDGE) return;
  expect(
    errorResponseSchema.safeParse(JSON.parse(answer.body)).success,
    "a refusal has the form of the wire",
  );
};

const client = { version: "1", deviceName: "PC", osUser: "taro", keyStoreKind: "nss" };
const body = (path: string, json: unknown): string =>
  `hisui/${path}\napplication/json\nBearer AAAA\n${JSON.stringify(json)}`;

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 16_384,
  shape: "text",
  seeds: [
    body("sessions", { purpose: "issue", client }),
    body("sessions", { purpose: "renew", client, certificate: "MIIB" }),
    body("sessions/abc/answers", { ask: "identity", values: { loginId: "taro", loginPassword: "x" } }),
    body("sessions/abc/request", { pkcs10: "MIIB" }),
    body("sessions/abc/confirmation", { signature: "MEUC" }),
    body("sessions/abc/old-key", { signature: "MEUC" }),
  ].map((text) => Buffer.from(text)),
  slowMilliseconds: 100,
};
