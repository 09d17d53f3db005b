import { makeCheckpoints } from "#domain/audit/checkpoint.ts";
import { initAuditKey, listAuditKeys, loadAuditSigner, type AuditSigner } from "#domain/audit/key.ts";
import { auditLinker } from "#domain/audit/link.ts";
import type { DomainContext } from "#domain/context.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import type { Log } from "#platform/log/log.ts";
import { AuditMirror, type Divergence } from "./audit-mirror.ts";

/** Rows get their place so soon after they were written. */
const LINK_MILLISECONDS = 500;
/** So often is looked whether a checkpoint is due. */
const CHECKPOINT_MILLISECONDS = 5_000;
/** After a failure. */
const PAUSE_MILLISECONDS = 5_000;

export interface AuditWorkerOptions {
  readonly context: DomainContext;
  readonly keyStore: KeyStore;
  readonly log: Log;
  readonly checkpointMinutes: number;
  /** Where the record is mirrored; nowhere unless given. */
  readonly directory?: string;
}

/** What keeps the audit record in the worker: links rows, signs checkpoints, writes the mirror. */
export interface AuditWorker {
  /** Links what is left, signs it, and ends. */
  stop(): Promise<void>;
}

const actor = { kind: "system", name: "audit-worker" } as const;

/** The key that signs at present; made where there is none yet, loaded anew after it was replaced. */
const signerSource = ({ context, keyStore, log }: AuditWorkerOptions) => {
  let signer: AuditSigner | undefined;
  let complaint = "";
  return async (): Promise<AuditSigner | undefined> => {
    const newest = (await listAuditKeys(context)).at(-1);
    if (signer !== undefined && signer.generation === newest?.generation) return signer;
    if (newest === undefined) {
      const made = await initAuditKey(context, keyStore, actor);
      if (made.ok)
        log.info({ keyReference: made.value.keyReference }, "the key of the audit record was made");
    }
    const loaded = await loadAuditSigner(context, keyStore);
    signer = loaded.ok ? loaded.value : undefined;
    const now = loaded.ok ? "" : `${loaded.refusal.code}: ${loaded.refusal.detail}`;
    if (now !== "" && now !== complaint) log.error({ reason: now }, "audit checkpoints cannot be signed");
    complaint = now;
    return signer;
  };
};

const mirrorWriter = ({ context, directory, log }: AuditWorkerOptions) => {
  if (directory === undefined) return async (): Promise<void> => undefined;
  const mirror = new AuditMirror(context, directory);
  const told = new Set<string>();
  const tell = ({ institutionCode, file, sequence }: Divergence): void => {
    const key = `${file} ${sequence}`;
    if (!told.has(key))
      log.error(
        { institutionCode, file, sequence },
        "the database does not continue the mirror of its audit record: it was restored, or changed",
      );
    told.add(key);
  };
  return async (): Promise<void> => {
    for (const divergence of (await mirror.write()).divergences) tell(divergence);
  };
};

/** Starts keeping the record. Any number of processes may do it at once. */
export const startAuditWorker = (options: AuditWorkerOptions): AuditWorker => {
  const { context, log, checkpointMinutes } = options;
  const linker = auditLinker(context.database);
  const signerOf = signerSource(options);
  const writeMirror = mirrorWriter(options);
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let hasFailed = false;
  let nextCheckpoint = 0;

  const checkpoint = async (everyMinutes: number): Promise<void> => {
    const signer = await signerOf();
    if (signer !== undefined) await makeCheckpoints(context, signer, { everyMinutes });
  };

  const round = async (): Promise<void> => {
    await linker.linkAll();
    const now = performance.now();
    if (now >= nextCheckpoint) {
      nextCheckpoint = now + CHECKPOINT_MILLISECONDS;
      await checkpoint(checkpointMinutes);
    }
    await writeMirror();
  };

  const work = async (): Promise<void> => {
    try {
      await round();
      if (hasFailed) log.info("the audit record is kept again");
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) log.error({ err: error }, "the audit record could not be linked, signed or mirrored");
      hasFailed = true;
    }
  };

  let underWay = Promise.resolve();
  const schedule = (milliseconds: number): void => {
    if (isStopping) return;
    timer = setTimeout(() => {
      underWay = work().then(() => schedule(hasFailed ? PAUSE_MILLISECONDS : LINK_MILLISECONDS));
    }, milliseconds);
  };
  schedule(0);

  return {
    stop: async () => {
      if (isStopping) return;
      isStopping = true;
      clearTimeout(timer);
      await underWay;
      try {
        await linker.linkAll();
        await checkpoint(0);
        await writeMirror();
      } catch (error) {
        log.error({ err: error }, "the last audit checkpoint could not be signed");
      }
    },
  };
};
