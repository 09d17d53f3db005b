import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { enrollmentWorld, LOGIN_SECRET, START } from "#test/support/enrollment-world.ts";
import { requireTool, runTool, toolDirectory } from "#test/support/est-client.ts";

/**
 * What RFC 7030 says of failures (sections 3.2.3, 4.2.3, 4.3, 4.4), seen by curl: a status of the 4xx or 5xx kind and
 * a text for people. 202 is never answered, for nothing waits for a person's decision.
 */
await requireTool("curl", "curl");
await requireTool("openssl", "openssl");
const world = await enrollmentWorld();
const { server } = world;
const directory = await toolDirectory();
const file = (name: string): string => join(directory, name);
const user = await world.newUser("hisui");
const basic = `${user.loginId ?? ""}:${LOGIN_SECRET}`;

const request = async (curve: string): Promise<string> => {
  const script =
    'openssl ecparam -name "$1" -genkey -noout | openssl req -new -key /dev/stdin -subj /CN=x -outform DER | openssl base64 -A';
  return (await runTool("sh", ["-c", script, "sh", curve])).output;
};
await writeFile(file("good.b64"), await request("prime256v1"));
await writeFile(file("curve.b64"), await request("secp521r1"));
await writeFile(file("text.b64"), "no base64!");
await writeFile(file("rubbish.b64"), Buffer.from("not a request").toString("base64"));
await writeFile(file("large.b64"), "A".repeat(20_000));

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: string;
  readonly body: string;
}

const curl = async (operation: string, ...args: readonly string[]): Promise<Answer> => {
  const url = `https://localhost:${server.port}/.well-known/est/${operation}`;
  const { output } = await runTool("curl", [
    "--silent",
    "--include",
    "--cacert",
    server.caFile,
    ...args,
    url,
  ]);
  const end = output.indexOf("\r\n\r\n");
  const headers = output.slice(0, end);
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]),
    contentType: /^content-type: (.*?)\r?$/im.exec(headers)?.[1] ?? "",
    headers,
    body: output.slice(end + 4),
  };
};

const post = (name: string, type = "application/pkcs10"): readonly string[] => [
  "--header",
  `Content-Type: ${type}`,
  "--header",
  "Expect:",
  "--data-binary",
  `@${file(`${name}.b64`)}`,
];
const AUTHENTICATED = ["--user", basic];

const REFUSED: readonly (readonly [
  what: string,
  status: number,
  code: string,
  operation: string,
  args: readonly string[],
])[] = [
  ["no password", 401, "EST_PASSWORD_NEEDED", "hisui/simpleenroll", post("good")],
  [
    "a wrong password",
    401,
    "CREDENTIAL_REFUSED",
    "hisui/simpleenroll",
    ["--user", "nobody:wrong", ...post("good")],
  ],
  ["no certificate", 403, "EST_CERTIFICATE_NEEDED", "hisui/simplereenroll", post("good")],
  [
    "text that is no base64",
    400,
    "REQUEST_MALFORMED",
    "hisui/simpleenroll",
    [...AUTHENTICATED, ...post("text")],
  ],
  [
    "base64 of no request",
    400,
    "CSR_MALFORMED",
    "hisui/simpleenroll",
    [...AUTHENTICATED, ...post("rubbish")],
  ],
  [
    "a key of another curve",
    400,
    "KEY_TYPE_NOT_ALLOWED",
    "hisui/simpleenroll",
    [...AUTHENTICATED, ...post("curve")],
  ],
  ["a body too large", 413, "REQUEST_TOO_LARGE", "hisui/simpleenroll", [...AUTHENTICATED, ...post("large")]],
  [
    "another content type",
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "hisui/simpleenroll",
    [...AUTHENTICATED, ...post("good", "text/plain")],
  ],
  ["GET of what is posted", 405, "METHOD_NOT_ALLOWED", "hisui/simpleenroll", []],
  ["POST of what is got", 405, "METHOD_NOT_ALLOWED", "hisui/cacerts", post("good")],
  ["full CMC", 404, "EST_OPERATION_NOT_SUPPORTED", "hisui/fullcmc", post("good", "application/pkcs7-mime")],
  ["keys made by the server", 404, "EST_OPERATION_NOT_SUPPORTED", "hisui/serverkeygen", post("good")],
  ["another institution", 404, "INSTITUTION_UNKNOWN", "nowhere/cacerts", []],
];

for (const [what, status, code, operation, args] of REFUSED) {
  test(`${what}: ${status} ${code}`, async () => {
    const answer = await curl(operation, ...args);
    assert.equal(answer.status, status, answer.body);
    assert.match(answer.contentType, /^text\/plain/);
    assert.match(answer.body, new RegExp(`^${code}: \\S.*\\[.+\\]\n$`));
    assert.match(answer.headers, /^cache-control: no-store/im);
    if (status === 401) assert.match(answer.headers, /^www-authenticate: Basic /im);
    if (status === 405) assert.match(answer.headers, /^allow: (?:GET|POST)/im);
  });
}

test("too many wrong passwords: 429 and when to come again", async () => {
  const locked = await world.newUser("hisui");
  const wrong = ["--user", `${locked.loginId ?? ""}:wrong111`, ...post("good")];
  let answer = await curl("hisui/simpleenroll", ...wrong);
  for (let attempt = 0; attempt < 20 && answer.status === 401; attempt += 1) {
    answer = await curl("hisui/simpleenroll", ...wrong);
  }
  assert.equal(answer.status, 429, answer.body);
  assert.match(answer.headers, /^retry-after: \d+/im);
});

test("a rule that says no: 409, in text", async () => {
  const script = [
    "openssl ecparam -name prime256v1 -genkey -noout -out held.key",
    "openssl req -new -key held.key -subj /CN=x -outform DER | openssl base64 -A > held.b64",
  ].join(" && ");
  const made = await runTool("sh", ["-c", script], { directory });
  assert.equal(made.status, 0, made.output);
  const first = await curl("hisui/simpleenroll", ...AUTHENTICATED, ...post("held"));
  assert.equal(first.status, 200, first.body);
  assert.equal(first.contentType, "application/pkcs7-mime; smime-type=certs-only");
  const unwrap = "openssl base64 -d -A | openssl pkcs7 -inform DER -print_certs -out held.pem";
  await runTool("sh", ["-c", unwrap], { directory, input: first.body });
  await curl("hisui/cacerts", "--cert", file("held.pem"), "--key", file("held.key"));
  const second = await curl("hisui/simpleenroll", ...AUTHENTICATED, ...post("good"));
  assert.equal(second.status, 409, second.body);
  assert.match(second.body, /^ALREADY_HAS_CERTIFICATE: /);
  assert.match(second.contentType, /^text\/plain/);
});

test("answers: the content types of RFC 7030 section 3.2.4, base64 without line breaks", async () => {
  for (const [operation, type] of [
    ["cacerts", "application/pkcs7-mime"],
    ["csrattrs", "application/csrattrs"],
  ] as const) {
    const answer = await curl(`hisui/${operation}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.contentType, type);
    assert.match(answer.headers, /^content-transfer-encoding: base64/im);
    assert.match(answer.body, /^[A-Za-z0-9+/]+={0,2}$/);
  }
  assert.ok(world.context.clock.now().equals(START));
});
