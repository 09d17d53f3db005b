import { setTimeout as delay } from "node:timers/promises";
import { readCertId, type CertId } from "#pki/ocsp/cert-id.ts";
import { readDer } from "#pki/der/reader.ts";
import { invariant } from "#shared/invariant.ts";
import type { CertificateAuthority, Issuer } from "../certificate-authority/authority.ts";
import type { DomainContext } from "../context.ts";
import { identityOf, type OcspService } from "./service.ts";
import { selectInUse } from "./status.store.ts";

const BATCH = 50;
/** Between two batches: questions come first. */
const PAUSE_MILLISECONDS = 20;
/** Between two rounds. What would not last until the next is signed anew. */
const ROUND_SECONDS = 60;

const certIdOf = (issuer: Issuer, serial: string): CertId => {
  // As RFC 5019 section 2.1.1 has clients ask, and nearly all do.
  const read = readDer(identityOf(issuer).certId(serial, "sha1"), { maxBytes: 200, maxDepth: 4 }, readCertId);
  invariant(read.ok, "a CertID of ours can be read");
  return read.value;
};

const pause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
};

/** One round over the certificates in use: signs what is not kept, `most` at most. Gives how many are kept now. */
export const presignOnce = async (
  context: DomainContext,
  authority: CertificateAuthority,
  service: OcspService,
  most: number,
  stopped: AbortSignal,
): Promise<number> => {
  let kept = 0;
  for (const issuer of authority.issuers) {
    for (let after = ""; kept < most && !stopped.aborted;) {
      const serials = await selectInUse(
        context.database,
        issuer.issuerId,
        after,
        Math.min(BATCH, most - kept),
      );
      const outcomes = await Promise.all(
        serials.map((serial) => service.presign(issuer, certIdOf(issuer, serial), ROUND_SECONDS)),
      );
      kept += outcomes.filter(Boolean).length;
      const last = serials.at(-1);
      if (last === undefined) break;
      after = last;
      await pause(PAUSE_MILLISECONDS, stopped);
    }
  }
  return kept;
};

/** Signs ahead (RFC 6960 section 2.5) for as long as the process runs; `stop` ends it. */
export const startPresigning = (given: {
  readonly context: DomainContext;
  readonly authority: CertificateAuthority;
  readonly service: OcspService;
  readonly most: number;
  readonly onFault: (error: unknown) => void;
}): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await presignOnce(given.context, given.authority, given.service, given.most, stopping.signal);
      } catch (error) {
        given.onFault(error);
      }
      await pause(ROUND_SECONDS * 1000, stopping.signal);
    }
  };
  const working = work();
  return {
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
};
