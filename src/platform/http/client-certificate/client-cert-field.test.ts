import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { parseClientCert } from "./client-cert-field.ts";

const der = Buffer.concat([Buffer.from([0x30, 0x03]), Buffer.from([1, 2, 3])]);
const field = `:${der.toString("base64")}:`;

test("a byte sequence of RFC 9440 becomes the certificate", () => {
  assert.deepEqual(parseClientCert([field]), { ok: true, value: der });
});

test("what is repeated, unquoted, padded wrongly, too long or no certificate is refused", () => {
  const wrong: string[][] = [
    [],
    [field, field],
    [`${field}, ${field}`],
    [""],
    ["::"],
    [":"],
    [der.toString("base64")],
    [`"${der.toString("base64")}"`],
    [`:${der.toString("base64")}`],
    [`:${der.toString("base64").replace(/=$/, "")}:`],
    [`:${der.toString("base64")};a=1:`],
    [`${field};a=1`],
    [`:${der.toString("base64").replace("MAMB", "MAM B")}:`],
    [":MAMBAgN=:"],
    [":_-_-:"],
    [`:${Buffer.concat([Buffer.from([0x30]), Buffer.alloc(9_000)]).toString("base64")}:`],
    [`:${"A".repeat(100_000)}:`],
    [`:${Buffer.from("-----BEGIN CERTIFICATE-----").toString("base64")}:`],
    ["-----BEGIN CERTIFICATE-----"],
  ];
  for (const values of wrong)
    assert.equal(parseClientCert(values).ok, false, values.join(" | ").slice(0, 60));
});

test("whatever is sent, a certificate that is taken encodes to exactly what was sent", () => {
  const sent = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => `:${Buffer.from(bytes).toString("base64")}:`),
    fc.stringMatching(/^:[A-Za-z0-9+/]{0,12}={0,3}:$/),
  );
  fc.assert(
    fc.property(sent, (value) => {
      const parsed = parseClientCert([value]);
      return !parsed.ok || `:${parsed.value.toString("base64")}:` === value.trim();
    }),
  );
});
