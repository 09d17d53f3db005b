import { createHash, createPublicKey, verify } from "node:crypto";
import type { Signer } from "#pki/signer.ts";
import type { Digest } from "./row.ts";

/**
 * Signed notes (C2SP signed-note, signature type 0x02: ECDSA P-256 with SHA-256), the form in which transparency logs
 * state their heads. Ours say which row of which chain was the last one, and when:
 *
 * ```
 * tegata/audit/9001
 * 1234
 * <base64 of the row's hash>
 * time 2026-04-01T00:00:00.123Z
 * previous <base64 of the SHA-256 of the whole note before>
 *
 * — tegata-audit-1 <base64 of key id and signature>
 * ```
 */

/** What a checkpoint says. */
export interface Checkpoint {
  readonly institutionCode: string;
  readonly sequence: number;
  /** Hash of that row. */
  readonly digest: Digest;
  readonly at: Temporal.Instant;
  /** SHA-256 of the note before; undefined in the first one. */
  readonly previous: Digest | undefined;
}

/** A public key that checkpoints are signed with. */
export interface AuditPublicKey {
  /** 1, 2, 3 … in the order in which the keys came into use. */
  readonly generation: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
}

/** A checkpoint with who says so. */
export interface SignedCheckpoint extends Checkpoint {
  /** The whole note. */
  readonly note: string;
  readonly keyName: string;
  readonly keyGeneration: number;
}

const KEY_ID_BYTES = 4;
const KEY_NAME = "tegata-audit-";
const NOTE =
  /^(tegata\/audit\/([0-9]{4})\n([1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\ntime ([0-9TZ:.-]{20,30})\nprevious ([A-Za-z0-9+/]{43}=|-)\n)\n— (tegata-audit-([1-9][0-9]{0,8})) ([A-Za-z0-9+/]+={0,2})\n$/;

const toBase64 = (digest: Digest): string => Buffer.from(digest, "hex").toString("base64");
const fromBase64 = (text: string): Digest => Buffer.from(text, "base64").toString("hex");

/** The first four bytes of the SHA-256 of the SubjectPublicKeyInfo, as the signed-note specification has it for ECDSA. */
const keyIdOf = (publicKeyInfo: Buffer): Buffer =>
  createHash("sha256").update(publicKeyInfo).digest().subarray(0, KEY_ID_BYTES);

const textOf = (checkpoint: Checkpoint): string =>
  [
    `tegata/audit/${checkpoint.institutionCode}`,
    String(checkpoint.sequence),
    toBase64(checkpoint.digest),
    `time ${checkpoint.at.toString()}`,
    `previous ${checkpoint.previous === undefined ? "-" : toBase64(checkpoint.previous)}`,
    "",
  ].join("\n");

/** Signs a checkpoint. */
export const signNote = async (
  checkpoint: Checkpoint,
  key: { readonly generation: number; readonly signer: Signer },
): Promise<string> => {
  const text = textOf(checkpoint);
  const signature = await key.signer.sign(Buffer.from(text, "utf8"));
  const line = Buffer.concat([keyIdOf(key.signer.publicKeyInfo), signature]).toString("base64");
  return `${text}\n— ${KEY_NAME}${key.generation} ${line}\n`;
};

const instantOf = (text: string): Temporal.Instant | undefined => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
};

/** Takes a note apart; undefined where it is none of ours. Says nothing of its signature. */
export const parseNote = (note: string): SignedCheckpoint | undefined => {
  const [, , code = "", size = "", hash = "", time = "", previous = "", keyName = "", generation = ""] =
    NOTE.exec(note) ?? [];
  const at = instantOf(time);
  if (at === undefined) return undefined;
  return {
    institutionCode: code,
    sequence: Number(size),
    digest: fromBase64(hash),
    at,
    previous: previous === "-" ? undefined : fromBase64(previous),
    note,
    keyName,
    keyGeneration: Number(generation),
  };
};

/** Whether the note was signed with this key. */
export const isSignedWith = (note: string, key: AuditPublicKey): boolean => {
  const match = NOTE.exec(note);
  const [, text = "", , , , , , , , encoded = ""] = match ?? [];
  if (match === null || text === "") return false;
  const signature = Buffer.from(encoded, "base64");
  const keyId = keyIdOf(key.publicKeyInfo);
  if (!signature.subarray(0, KEY_ID_BYTES).equals(keyId)) return false;
  try {
    const publicKey = createPublicKey({ key: key.publicKeyInfo, type: "spki", format: "der" });
    return verify("sha256", Buffer.from(text, "utf8"), publicKey, signature.subarray(KEY_ID_BYTES));
  } catch {
    return false;
  }
};
