import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { isSupported } from "#pki/algorithm-support.ts";
import { KEY_ALGORITHMS, SIGNATURE_ALGORITHMS, type SignatureAlgorithmName } from "#pki/algorithms.ts";
import { isSignatureValid, isSignatureValidInThread } from "#pki/certificate/verify.ts";
import { entriesOf } from "#pki/entries.ts";

/** Our signature checks against the vectors of C2SP Wycheproof (vectors/wycheproof/README.md). */

const FOLDER = path.join(import.meta.dirname, "vectors/wycheproof");
const base64 = z.string().transform((text) => Buffer.from(text, "base64"));

const headSchema = z.object({
  signatureAlgorithm: z.enum(entriesOf(SIGNATURE_ALGORITHMS).map(([name]) => name)),
});
const keySchema = z.object({ publicKeyInfo: base64 });
const testSchema = z.object({
  tcId: z.int(),
  result: z.enum(["valid", "invalid", "acceptable"]),
  flags: z.array(z.string()),
  msg: base64,
  sig: base64,
  /** A context of ML-DSA: certificates are signed with an empty one (RFC 9881 section 3). */
  ctx: base64.optional(),
});

/** "Acceptable" is a signature of before RFC 8017: the digest named without NULL. We take none. */
const isExpected = ({ result, ctx }: z.infer<typeof testSchema>): boolean =>
  result === "valid" && ctx === undefined;

/** Why an algorithm cannot be judged here; undefined where it can. */
const missingHere = (algorithm: SignatureAlgorithmName): string | undefined => {
  const row = Object.values(KEY_ALGORITHMS).find(
    ({ signatureAlgorithm }) => signatureAlgorithm === algorithm,
  );
  return row === undefined || isSupported(row.name) ? undefined : `this runtime has no ${row.name}`;
};

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl"))) {
  test(`Wycheproof ${file}`, async (t) => {
    const [head, ...lines] = readFileSync(path.join(FOLDER, file), "utf8").trimEnd().split("\n");
    const { signatureAlgorithm } = headSchema.parse(JSON.parse(head ?? ""));
    const missing = missingHere(signatureAlgorithm);
    if (missing !== undefined) {
      t.diagnostic(`NOT JUDGED: ${missing}`);
      return;
    }
    let publicKeyInfo = Buffer.alloc(0);
    const wrong: string[] = [];
    let judged = 0;
    for (const line of lines) {
      const read: unknown = JSON.parse(line);
      const key = keySchema.safeParse(read);
      if (key.success) {
        ({ publicKeyInfo } = key.data);
        continue;
      }
      const vector = testSchema.parse(read);
      const given = { publicKeyInfo, signatureAlgorithm, data: vector.msg, signature: vector.sig };
      const found = isSignatureValid(given);
      if (found !== isExpected(vector))
        wrong.push(`${vector.tcId} ${vector.flags.join()} ${vector.result}: ${found}`);
      if ((await isSignatureValidInThread(given)) !== found) wrong.push(`${vector.tcId} differs in a thread`);
      judged += 1;
    }
    t.diagnostic(`${judged} vectors judged`);
    assert.ok(judged > 90);
    assert.deepEqual(wrong, []);
  });
}
