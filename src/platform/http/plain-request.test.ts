import assert from "node:assert/strict";
import test, { describe } from "node:test";
import { readPlainRequest } from "./plain-request.ts";

const HOST = "Host: va.example:8080\r\n";
const plain = (fields = "", line = "GET /ocsp/MFEw%2B HTTP/1.1"): string => `${line}\r\n${HOST}${fields}\r\n`;

describe("read here", () => {
  const PLAIN: Readonly<Record<string, string>> = {
    "nothing but Host": plain(),
    "what clients say of themselves": plain("User-Agent: curl/8\r\nAccept: */*\r\naccept-encoding: gzip\r\n"),
    "Host last": `GET /ocsp/MFEw%2B HTTP/1.1\r\nUser-Agent: x\r\n${HOST}\r\n`,
    "what proxies add": plain("X-Forwarded-For: 192.0.2.1\r\nVia: 1.1 proxy\r\n"),
    "keep-alive": plain("Connection: keep-alive\r\n"),
  };
  for (const [what, text] of Object.entries(PLAIN)) {
    test(what, () => {
      const before = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n";
      for (const [whole, from] of [
        [text, 0],
        [before + text + before, before.length],
      ] as const) {
        const end = from + text.length;
        assert.deepEqual(readPlainRequest(whole, from), {
          method: "GET",
          target: "/ocsp/MFEw%2B",
          contentType: undefined,
          bodyStart: end,
          end,
        });
      }
    });
  }
});

const TYPE = "Content-Type: application/ocsp-request\r\n";
const post = (fields: string, body = "12345"): string => plain(fields, "POST /ocsp HTTP/1.1") + body;

describe("a POST read here", () => {
  const PLAIN: Readonly<Record<string, string>> = {
    "type and length": post(`${TYPE}Content-Length: 5\r\n`),
    "length and type": post(`content-length:5\r\nAccept: */*\r\n${TYPE}`),
  };
  for (const [what, text] of Object.entries(PLAIN)) {
    test(what, () => {
      const request = readPlainRequest(`${text}POST `, 0);
      assert.deepEqual([request?.method, request?.target], ["POST", "/ocsp"]);
      assert.equal(request?.contentType, "application/ocsp-request");
      assert.equal(text.slice(request?.bodyStart, request?.end), "12345");
      assert.equal(request?.end, text.length);
    });
  }
});

describe("a POST left to the server", () => {
  const LENGTH = "Content-Length: 5\r\n";
  const OTHER: Readonly<Record<string, string>> = {
    "no length": post(TYPE),
    "no type": post(LENGTH),
    "two lengths": post(TYPE + LENGTH + LENGTH),
    "two lengths that differ": post(`${TYPE}${LENGTH}Content-Length: 4\r\n`),
    "a list of lengths": post(`${TYPE}Content-Length: 5, 5\r\n`),
    "two types": post(TYPE + TYPE + LENGTH),
    "two Hosts": post(`${TYPE}${LENGTH}Host: y\r\n`),
    "no Host": `POST /ocsp HTTP/1.1\r\n${TYPE}${LENGTH}\r\n12345`,
    "a length of zero": post(`${TYPE}Content-Length: 0\r\n`, ""),
    "a length with a sign": post(`${TYPE}Content-Length: +5\r\n`),
    "a length with a leading zero": post(`${TYPE}Content-Length: 05\r\n`),
    "a hexadecimal length": post(`${TYPE}Content-Length: 0x5\r\n`),
    "a length that is too long": post(`${TYPE}Content-Length: 100000\r\n`, "x".repeat(100_000)),
    "a length over two lines": post(`${TYPE}Content-Length:\r\n 5\r\n`),
    "a space before the colon": post(`${TYPE}Content-Length : 5\r\n`),
    chunked: post(`${TYPE}Transfer-Encoding: chunked\r\n`, "5\r\n12345\r\n0\r\n\r\n"),
    "chunked and a length": post(`${TYPE}${LENGTH}Transfer-Encoding: chunked\r\n`),
    Expect: post(`${TYPE}${LENGTH}Expect: 100-continue\r\n`),
    "Content-Encoding": post(`${TYPE}${LENGTH}Content-Encoding: gzip\r\n`),
    "a type with a parameter": post(`Content-Type: application/ocsp-request; x=y\r\n${LENGTH}`),
    "a body that has not come yet": post(TYPE + LENGTH, "1234"),
  };
  for (const [what, text] of Object.entries(OTHER)) {
    test(what, () => assert.equal(readPlainRequest(text, 0), undefined));
  }
});

describe("left to the server", () => {
  const OTHER: Readonly<Record<string, string>> = {
    nothing: "",
    "another method": plain("", "PUT /ocsp/MFEw HTTP/1.1"),
    "POST without a body": plain("", "POST /ocsp/MFEw HTTP/1.1"),
    HEAD: plain("", "HEAD /ocsp/MFEw HTTP/1.1"),
    "a method in small letters": plain("", "get /ocsp/MFEw HTTP/1.1"),
    "HTTP/1.0": plain("", "GET /ocsp/MFEw HTTP/1.0"),
    "HTTP/1.1 in small letters": plain("", "GET /ocsp/MFEw http/1.1"),
    "HTTP/0.9": "GET /ocsp/MFEw\r\n",
    "HTTP/2 preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "absolute form": plain("", "GET http://va.example/ocsp/MFEw HTTP/1.1"),
    "authority form": plain("", "GET va.example:80 HTTP/1.1"),
    "asterisk form": plain("", "GET * HTTP/1.1"),
    "two spaces": plain("", "GET  /ocsp/MFEw HTTP/1.1"),
    "a space in the target": plain("", "GET /ocsp/MF Ew HTTP/1.1"),
    "a tab for a space": plain("", "GET\t/ocsp/MFEw HTTP/1.1"),
    "a space after the version": plain("", "GET /ocsp/MFEw HTTP/1.1 "),
    "an empty line before": `\r\n${plain()}`,
    "no Host": "GET /ocsp/MFEw HTTP/1.1\r\nUser-Agent: x\r\n\r\n",
    "two Hosts": plain("Host: other\r\n"),
    "an empty Host": "GET /ocsp/MFEw HTTP/1.1\r\nHost:\r\n\r\n",
    "a Host with a path": "GET /ocsp/MFEw HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "Content-Length": plain("Content-Length: 5\r\n"),
    "Content-Length: 0": plain("Content-Length: 0\r\n"),
    "Content-Length within a harmless field's name": plain("User-Agent-Content-Length: 5\r\n"),
    "Transfer-Encoding": plain("Transfer-Encoding: chunked\r\n"),
    "transfer-encoding in small letters": plain("transfer-encoding: chunked\r\n"),
    "Transfer-Encoding with a space before the colon": plain("Transfer-Encoding : chunked\r\n"),
    Upgrade: plain("Connection: upgrade\r\nUpgrade: h2c\r\n"),
    "Connection: close": plain("Connection: close\r\n"),
    "Connection naming a field": plain("Connection: keep-alive, host\r\n"),
    Expect: plain("Expect: 100-continue\r\n"),
    TE: plain("TE: trailers\r\n"),
    Trailer: plain("Trailer: x\r\n"),
    Range: plain("Range: bytes=0-1\r\n"),
    "If-None-Match": plain('If-None-Match: "x"\r\n'),
    "If-Modified-Since": plain("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
    Authorization: plain("Authorization: Basic eDp5\r\n"),
    Cookie: plain("Cookie: a=b\r\n"),
    "an unknown field": plain("X-Unknown: 1\r\n"),
    "a line that goes on (obs-fold)": plain("User-Agent: x\r\n Content-Length: 5\r\n"),
    "a line that goes on after Host": "GET /ocsp/MFEw HTTP/1.1\r\nHost: x\r\n\ty\r\n\r\n",
    "a space before the colon": plain("User-Agent : x\r\n"),
    "a space before the name": plain(" User-Agent: x\r\n"),
    "a bare line feed within a field": plain("User-Agent: x\nContent-Length: 5\r\n"),
    "a bare carriage return within a field": plain("User-Agent: x\rContent-Length: 5\r\n"),
    "bare line feeds": plain().replaceAll("\r\n", "\n"),
    NUL: plain("User-Agent: x\0y\r\n"),
    DEL: plain("User-Agent: x\x7fy\r\n"),
    "octets beyond ASCII": plain("User-Agent: \xfc\r\n"),
    "no colon": plain("User-Agent\r\n"),
    "an incomplete line": "GET /ocsp/MF",
    "an incomplete head": plain().slice(0, -2),
    "a head without its last octet": plain().slice(0, -1),
    "a head that is too long": plain(`User-Agent: ${"x".repeat(8_200)}\r\n`),
  };
  for (const [what, text] of Object.entries(OTHER)) {
    test(what, () => assert.equal(readPlainRequest(text, 0), undefined));
  }
});
