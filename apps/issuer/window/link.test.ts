import assert from "node:assert/strict";
import { test } from "node:test";
import { readLink } from "./link.ts";

const SERVER = "https://localhost:8446";

const outcome = (text: string): string => {
  const read = readLink(text, [SERVER]);
  if (!read.ok) return `${read.refusal.code} (${read.refusal.detail})`;
  const { intent, institution, server } = read.value;
  return `${intent} ${institution} ${server.href}`;
};

test("a link says what for, which institution and which server", () => {
  const rest = `?institution=hisui&server=${encodeURIComponent(SERVER)}`;
  assert.equal(outcome(`tegata-issuer://issue${rest}`), `issue hisui ${SERVER}/`);
  assert.equal(outcome(`tegata-issuer://renew/${rest}`), `renew hisui ${SERVER}/`);
  // As some systems hand it over.
  assert.equal(outcome(`tegata-issuer:open${rest}`), `open hisui ${SERVER}/`);
  // What comes after the origin is not believed.
  assert.equal(
    outcome(`tegata-issuer://issue?institution=hisui&server=${SERVER}/a?b`),
    `issue hisui ${SERVER}/`,
  );
});

test("anybody may write a link: what is not ours is refused", () => {
  for (const text of [
    "",
    "https://issue/?institution=hisui",
    `tegata-issuer://delete?institution=hisui&server=${SERVER}`,
    `tegata-issuer://issue?server=${SERVER}`,
    `tegata-issuer://issue?institution=--x&server=${SERVER}`,
    "tegata-issuer://issue?institution=hisui",
    "tegata-issuer://issue?institution=hisui&server=https://evil.example",
    "tegata-issuer://issue?institution=hisui&server=http://localhost:8446",
    "tegata-issuer://issue?institution=hisui&server=https://localhost:8446@evil.example",
    "tegata-issuer://issue?institution=hisui&server=https://localhost:84460",
  ]) {
    assert.match(outcome(text), /^LINK_NOT_ALLOWED/, text);
  }
});
