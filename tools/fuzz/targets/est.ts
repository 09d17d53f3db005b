import { checkedRequest } from "#domain/enrollment/checked-request.ts";
import { invariant } from "#shared/invariant.ts";
import { estRoutes } from "#protocols/est/routes.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { INSTITUTIONS, PAST_THE_EDGE, edgeServer, headerValue, linesOf } from "./edge.ts";

/**
 * The edge of EST: lines for the path, the content type, Content-Transfer-Encoding, Authorization and Client-Cert, then
 * the body.
 * What gets past it is judged as the domain would.
 */

const server = await edgeServer((services) =>
  // What inject sends comes from this address: a field Client-Cert is read.
  estRoutes(services, { trustedProxies: ["127.0.0.1"] }),
);
const hisui = INSTITUTIONS.byId("hisui");
invariant(hisui !== undefined, "the institution exists");

/** How the operations read base64. */
const decoded = (body: Buffer): Buffer =>
  Buffer.from(body.toString("latin1").replaceAll(/\s/g, ""), "base64");

export const fuzz: FuzzTarget["fuzz"] = async (data) => {
  const { lines, rest: payload } = linesOf(data, 5);
  const [path = "", type = "", encoding = "", authorization = "", certificate = ""] = lines.map(headerValue);
  const answer = await server.inject({
    method: payload.length === 0 ? "GET" : "POST",
    url: `/${encodeURI(path)}`,
    headers: {
      "content-type": type,
      "content-transfer-encoding": encoding,
      ...(authorization === "" ? {} : { authorization }),
      ...(certificate === "" ? {} : { "client-cert": certificate }),
    },
    payload,
  });
  expect(answer.statusCode < 500, "the edge refuses, it does not fail");
  if (answer.statusCode >= 400) {
    expect(
      /^text\/plain|^application\/json/.test(String(answer.headers["content-type"])),
      "a refusal is a text",
    );
    expect(!/at \/|node_modules|Error:/.test(answer.body), "a refusal tells nothing of our insides");
  }
  if (answer.statusCode === PAST_THE_EDGE) checkedRequest(hisui, decoded(payload));
};

const BASIC = "Basic dGFybzAxOnBhc3N3b3Jk";

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 20_000,
  shape: "text",
  seeds: [
    `.well-known/est/hisui/simpleenroll\napplication/pkcs10\nbase64\n${BASIC}\n\nMIIB\r\nAAAA==`,
    `hisui/.well-known/est/simplereenroll\napplication/pkcs10; charset=utf-8\n\n\n:MIIB:\nMIIB`,
    `.well-known/est/hisui/cacerts\n\n\n\n\n`,
    `.well-known/est/minato/csrattrs\n\n\n\n\n`,
    `.well-known/est/hisui/simpleenroll\napplication/json\n\n${BASIC}\n\n{"a":1}`,
  ].map((text) => Buffer.from(text)),
  slowMilliseconds: 100,
};
