import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { explicit, integer, sequence, bitString } from "../der/writer.ts";
import { OID } from "../oids.ts";
import { newSmallAuthority, type SmallAuthority, clientOf } from "../testing/small-authority.ts";
import { assembleCertificate, buildTbsCertificate } from "./build.ts";
import { MAX_CERTIFICATE_BYTES, parseCertificate } from "./parse.ts";
import { rootFields } from "./profiles.ts";
import { serialTextOf } from "./serial.ts";
import { extension, keyUsage } from "./extensions.ts";

let authority: SmallAuthority;
before(async () => {
  authority = await newSmallAuthority();
});

const given = (commonName: string) => clientOf(authority, commonName);

const detail = (der: Buffer): string => {
  const parsed = parseCertificate(der);
  return parsed.ok ? "accepted" : `${parsed.refusal.code}: ${parsed.refusal.detail}`;
};

describe("hostile certificates", () => {
  const root = (): Parameters<typeof buildTbsCertificate>[0] =>
    rootFields({ ...given("x"), signatureAlgorithm: "ecdsa-with-SHA256" });
  const assembled = (tbs: Buffer): Buffer => assembleCertificate(tbs, "ecdsa-with-SHA256", Buffer.alloc(8));

  test("too many octets are refused unread", () => {
    assert.match(detail(Buffer.alloc(MAX_CERTIFICATE_BYTES + 1)), /^CERTIFICATE_TOO_LARGE/);
  });

  test("octets after the end", () => {
    assert.match(detail(Buffer.concat([authority.client.der, Buffer.of(0)])), /left over/);
  });

  test("different algorithms inside and outside", () => {
    const tbs = buildTbsCertificate(root());
    assert.match(
      detail(assembleCertificate(tbs, "ecdsa-with-SHA384", Buffer.alloc(8))),
      /inside and outside/,
    );
  });

  test("an extension twice", () => {
    const fields = root();
    const twice = [...fields.extensions, keyUsage("digitalSignature")];
    assert.match(detail(assembled(buildTbsCertificate({ ...fields, extensions: twice }))), /twice/);
  });

  test("a known extension that is not what it should be", () => {
    const fields = root();
    const wrong = extension(OID.extKeyUsage, false, integer(5));
    assert.match(detail(assembled(buildTbsCertificate({ ...fields, extensions: [wrong] }))), /expected/);
  });

  test("extensions in version 1, and version 1 written out", () => {
    const tbs = buildTbsCertificate(root());
    const version = tbs.indexOf(Buffer.from("a003020102", "hex"));
    const changed = Buffer.from(tbs);
    changed[version + 4] = 1;
    assert.match(detail(assembled(changed)), /before version 3/);
    changed[version + 4] = 0;
    assert.match(detail(assembled(changed)), /default version/);
    changed[version + 4] = 3;
    assert.match(detail(assembled(changed)), /outside 0 to 2/);
  });

  test("a negative serial number", () => {
    const fields = { ...root(), serial: `00${"7f".repeat(15)}` };
    const tbs = buildTbsCertificate(fields);
    const at = tbs.indexOf(Buffer.from("7f".repeat(15), "hex"));
    tbs[at] = 0x8f;
    assert.match(detail(assembled(tbs)), /negative/);
  });

  test("nested too deeply within an algorithm", () => {
    let deep: Buffer = integer(1);
    for (let level = 0; level < 50; level += 1) deep = sequence(deep);
    assert.match(
      detail(sequence(sequence(explicit(0, integer(2)), integer(1), deep), deep, bitString())),
      /expected/,
    );
  });

  test("any change is read or refused, never thrown, and what is read is what was sent", () => {
    const { der } = authority.client;
    let taken = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const mutated = Buffer.from(der);
          for (const [position, octet] of changes) mutated[position] = octet;
          const parsed = parseCertificate(mutated);
          if (!parsed.ok) return;
          taken += 1;
          assert.ok(mutated.includes(parsed.value.tbs));
          assert.equal(parsed.value.serial, serialTextOf(parsed.value.serialContents));
        },
      ),
      { numRuns: 5000 },
    );
    assert.ok(taken > 100, `only ${taken} changed certificates were read`);
  });

  test("cut off anywhere, or with something put in", () => {
    const { der } = authority.client;
    for (let length = 0; length < der.length; length += 1)
      assert.notEqual(detail(der.subarray(0, length)), "accepted");
    fc.assert(
      fc.property(
        fc.nat(der.length),
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        (position, inserted) => {
          const mutated = Buffer.concat([der.subarray(0, position), inserted, der.subarray(position)]);
          assert.notEqual(detail(mutated), "accepted");
        },
      ),
      { numRuns: 1000 },
    );
  });
});
