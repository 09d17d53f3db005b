import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { z } from "zod";
import { accepted, refused, type Result } from "#shared/result.ts";
import { type Failure, failure } from "../core/failure.ts";

/**
 * What a publisher says of its newest version. It is signed (Ed25519) with a key that the application carries, so that
 * neither the server that hands it out nor anybody on the way can change it:
 *
 * - `sequence` rises with every manifest: an older one, however well signed, is refused (rollback);
 * - `expiresAt`: one that is kept alive beyond its time is refused (freeze);
 * - each package has its length and SHA-256.
 */
const manifestSchema = z.object({
  product: z.literal("tegata-issuer"),
  sequence: z.int().min(1),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** `major.minor.patch` */
  version: z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/),
  packages: z
    .array(
      z.object({
        /** `process.platform` and `process.arch`: `win32-x64`, `linux-x64`. */
        platform: z.string().regex(/^[a-z0-9]+-[a-z0-9]+$/),
        /** Name of the file beside the manifest; a name, never a way to somewhere else. */
        file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
        bytes: z.int().min(1).max(1_000_000_000),
        /** Lower-case hexadecimal. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(20),
});

/** As it is handed out: the signed octets themselves, so that nothing depends on how JSON is written. */
const envelopeSchema = z.object({
  payload: z.base64().max(200_000),
  signature: z.base64().max(200),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type UpdatePackage = Manifest["packages"][number];

/** Signed before the manifest, so that a signature for one purpose is none for another. */
export const SIGNATURE_CONTEXT = "tegata-issuer manifest v1\n";

/** What a manifest is judged by. */
export interface Trust {
  /** Public keys (PEM) that may have signed it: the present one and, while keys change, the next. */
  readonly publicKeys: readonly string[];
  /** The highest sequence that this OS user's application has accepted. */
  readonly lastSequence: number;
  readonly now: Temporal.Instant;
}

const isSignedBy = (publicKey: string, payload: Buffer, signature: Buffer): boolean => {
  const key: KeyObject = createPublicKey(publicKey);
  return (
    key.asymmetricKeyType === "ed25519" &&
    verify(null, Buffer.concat([Buffer.from(SIGNATURE_CONTEXT, "ascii"), payload]), key, signature)
  );
};

const no = (detail: string): Result<never, Failure> => refused(failure("UPDATE_NOT_TRUSTED", detail));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads a manifest as it was handed out; nothing of it is looked at before its signature is. */
export const readManifest = (text: string, trust: Trust): Result<Manifest, Failure> => {
  const envelope = envelopeSchema.safeParse(parsed(text));
  if (!envelope.success) return no("it is no manifest");
  const payload = Buffer.from(envelope.data.payload, "base64");
  const signature = Buffer.from(envelope.data.signature, "base64");
  if (!trust.publicKeys.some((publicKey) => isSignedBy(publicKey, payload, signature)))
    return no("its signature is not of a key that this application knows");
  const manifest = manifestSchema.safeParse(parsed(payload.toString("utf8")));
  if (!manifest.success) return no("it is signed, and of a form that this version does not know");
  const { sequence, expiresAt } = manifest.data;
  if (sequence < trust.lastSequence)
    return no(`sequence ${sequence} is older than ${trust.lastSequence}, which was seen before`);
  if (Temporal.Instant.compare(trust.now, Temporal.Instant.from(expiresAt)) > 0)
    return no(`it expired at ${expiresAt}`);
  return accepted(manifest.data);
};

const numbersOf = (version: string): number[] => version.split(".").map(Number);

/** Whether `offered` is newer than `present`. */
export const isNewer = (offered: string, present: string): boolean => {
  const here = numbersOf(present);
  for (const [index, number] of numbersOf(offered).entries()) {
    if (number !== here[index]) return number > (here[index] ?? 0);
  }
  return false;
};

/** What a manifest has for this machine, where it is newer than what runs. */
export const updateFor = (
  manifest: Manifest,
  present: { readonly version: string; readonly platform: string },
): UpdatePackage | undefined =>
  isNewer(manifest.version, present.version)
    ? manifest.packages.find(({ platform }) => platform === present.platform)
    : undefined;
