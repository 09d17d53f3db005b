import { createPublicKey } from "node:crypto";
import { KEY_ALGORITHMS } from "#pki/algorithms.ts";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { checkPublicKey } from "#pki/csr/public-key.ts";
import { parseCertificationRequest } from "#pki/csr/parse.ts";
import { entriesOf } from "#pki/entries.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { checkName } from "./names.ts";

/** PKCS#10 requests of anybody, up to the proof of possession. */

const ALL = entriesOf(KEY_ALGORITHMS).map(([name]) => name);

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  const parsed = parseCertificationRequest(data);
  if (!parsed.ok) return;
  const request = parsed.value;
  expect(data.includes(request.tbs) && request.der.equals(data), "what is signed stands in the request");
  checkName(request.subject, request.subjectDer);
  const key = checkPublicKey(request.publicKeyInfo, ALL);
  if (key.ok) createPublicKey({ key: request.publicKeyInfo, format: "der", type: "spki" });
  const checked = checkCertificationRequest(request, ALL);
  if (checked.ok) expect(key.ok && checked.value.keyAlgorithm === key.value, "a proved key was sound");
};

export const target: FuzzTarget = { fuzz, maxBytes: 8300, shape: "der", seeds: [], slowMilliseconds: 50 };
