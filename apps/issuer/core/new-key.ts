import { X509Certificate } from "node:crypto";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { KeyAlgorithmName } from "#wire/enrollment.ts";
import { KEY_ALGORITHMS } from "#pki/algorithms.ts";
import { buildCertificationRequest } from "#pki/csr/build.ts";
import { nameOf } from "#pki/name.ts";
import type { IssuerContext } from "./context.ts";
import { type Failure, failure } from "./failure.ts";
import type { KeyHandle } from "./key-store.ts";
import type { UnfinishedKey } from "./memory.ts";
import { systemErrorCode } from "./system-error.ts";

/** A key made for a certificate that is not there yet. */
export interface NewKey {
  readonly handle: KeyHandle;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  /** PKCS#10, DER. */
  readonly certificationRequest: Buffer;
}

/**
 * The type to make: the one wished for, else the server's first; of those that the server takes and the key store
 * makes.
 */
export const chooseKeyAlgorithm = (
  accepted_: readonly KeyAlgorithmName[],
  makeable: readonly KeyAlgorithmName[],
  wished: KeyAlgorithmName | undefined,
): Result<KeyAlgorithmName, Failure> => {
  const choice = accepted_.filter((name) => makeable.includes(name));
  const chosen = wished === undefined ? choice[0] : choice.find((name) => name === wished);
  return chosen === undefined
    ? refused(
        failure(
          "KEY_ALGORITHM_NOT_ACCEPTED",
          `${wished ?? "any"}; accepted: ${accepted_.join(", ")}; the key store makes: ${makeable.join(", ")}`,
        ),
      )
    : accepted(chosen);
};

/** Makes a key in the store and a request for it. It is noted as unfinished, so that no sudden end leaves it behind. */
export const makeKey = async (
  { keyStore, memory, clock }: IssuerContext,
  keyAlgorithm: KeyAlgorithmName,
): Promise<NewKey> => {
  const handle = await keyStore.generate(keyAlgorithm);
  const publicKeyInfo = await keyStore.publicKeyInfo(handle);
  memory.rememberUnfinishedKey({
    publicKeyInfo: publicKeyInfo.toString("base64"),
    location: keyStore.describe().location,
    startedAt: clock.now().toString(),
    processId: process.pid,
  });
  const certificationRequest = await buildCertificationRequest({
    // The institution writes the subject by its own rules; this one only has to be a name.
    subject: nameOf([["CN", "Tegata certificate request"]]),
    publicKeyInfo,
    signatureAlgorithm: KEY_ALGORITHMS[keyAlgorithm].signatureAlgorithm,
    sign: (data) => keyStore.sign(handle, data),
  });
  return { handle, publicKeyInfo, certificationRequest };
};

const isRunning = (processId: number): boolean => {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return systemErrorCode(error) === "EPERM";
  }
};

/** Hours after which an unfinished key is nobody's work any more, though its process number be in use again. */
const ABANDONED_AFTER_HOURS = 1;

/** Whether another run of the application may still be busy with the key. */
const isInWork = ({ startedAt, processId }: UnfinishedKey, now: Temporal.Instant): boolean =>
  processId !== process.pid &&
  isRunning(processId) &&
  now.since(Temporal.Instant.from(startedAt)).total("hours") < ABANDONED_AFTER_HOURS;

/**
 * Removes keys that an earlier run was cut off with. A key that has a certificate stays: whether the certificate is
 * active only the institution knows, and the list shows it.
 */
export const cleanUpUnfinishedKeys = async ({ keyStore, memory, clock }: IssuerContext): Promise<number> => {
  const now = clock.now();
  const unfinished = memory.unfinishedKeys(keyStore.describe().location).filter((key) => !isInWork(key, now));
  if (unfinished.length === 0) return 0;
  const installed = new Set(
    (await keyStore.list()).map(({ certificate }) =>
      new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    ),
  );
  let removed = 0;
  for (const { publicKeyInfo } of unfinished) {
    if (!installed.has(publicKeyInfo)) {
      const handle = await keyStore.openByPublicKeyInfo(Buffer.from(publicKeyInfo, "base64"));
      if (handle !== undefined) {
        await keyStore.discard(handle);
        removed += 1;
      }
    }
    memory.forgetUnfinishedKey(publicKeyInfo);
  }
  return removed;
};
