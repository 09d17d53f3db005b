import type { SharedTransaction } from "#platform/database/database.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { invariant, unreachable } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Actor, DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import type { GenerationState, Issuer } from "./authority.ts";
import { selectAuthorities, updateAuthority, type AuthorityRow } from "./authority.store.ts";
import { inAuthorityTransaction, recordAuthorityEvent, sha256Hex } from "./events.ts";
import { longestValidity, servesUntilOf } from "./lifetime.ts";
import { provesItself } from "./prove-generation.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";
import { certificateOf } from "./root-crl.ts";
import { activatedNow, publishedNow, retiredUntil } from "./rows.ts";

/** What can be done to a generation (docs/operating/generations.md). Revoking is in `revoke-generation.ts`. */
export type GenerationAct = "publish" | "unpublish" | "activate" | "retire" | "restore" | "discard";

/** What an emergency may do without: the time for clients to learn, an answer of the validation authority. */
export type GenerationOverride = "waiting" | "validation";

export interface ActRequest {
  readonly act: GenerationAct;
  readonly issuerId: string;
  /** `activate`: so long must it have been published. */
  readonly waitingHours: number;
  readonly overrides: readonly GenerationOverride[];
  /** `activate`: asks the running validation authority for the generation; gives what is wrong, undefined: nothing. */
  readonly askValidation: (issuer: Issuer) => Promise<string | undefined>;
}

/** What an act would do, or did. */
export interface ActOutcome {
  readonly issuerId: string;
  /** SHA-256 of its certificate, lower-case hexadecimal: what the second step repeats. */
  readonly fingerprint: string;
  readonly from: GenerationState;
  readonly to: GenerationState;
  /** `activate`: the generation that issued until now, which is retired by it. */
  readonly retires: string | undefined;
  /** Until when CRLs and OCSP answers of the one that retires go on; undefined: none does, or it issued nothing. */
  readonly servesUntil: Temporal.Instant | undefined;
}

type Outcome<T> = Result<T, Refusal<AuthorityRefusalCode>>;

/** From which states an act starts; the schema says the same (migration 0012). */
const FROM: Readonly<Record<GenerationAct, readonly GenerationState[]>> = {
  publish: ["planned"],
  unpublish: ["published"],
  activate: ["published", "retired"],
  retire: ["published"],
  restore: ["retired"],
  discard: ["planned"],
};

const TO: Readonly<Record<GenerationAct, GenerationState>> = {
  publish: "published",
  unpublish: "planned",
  activate: "active",
  retire: "retired",
  restore: "published",
  discard: "discarded",
};

const EVENTS = {
  publish: "authority.published",
  unpublish: "authority.unpublished",
  activate: "authority.activated",
  retire: "authority.retired",
  restore: "authority.restored",
  discard: "authority.discarded",
} as const satisfies Readonly<Record<GenerationAct, string>>;

const no = (
  code: AuthorityRefusalCode,
  detail: string,
  facts: Refusal["facts"] & { readonly issuer: string },
): Outcome<never> => refused({ code, detail, facts });

const judgeState = (row: AuthorityRow, act: GenerationAct): Outcome<undefined> => {
  const { issuerId: issuer, state } = row;
  if (!FROM[act].includes(state)) {
    return state === "active"
      ? no("GENERATION_IS_ACTIVE", `${issuer} is active`, { issuer })
      : no("GENERATION_STATE", `${act} does not start from ${state}`, { issuer, state });
  }
  if (act === "discard" && row.firstPublishedAt !== undefined) {
    return no("GENERATION_HAS_BEEN_PUBLISHED", `since ${row.firstPublishedAt.toString()}`, { issuer });
  }
  if (act === "unpublish" && row.firstActivatedAt !== undefined) {
    return no("GENERATION_HAS_ISSUED", `since ${row.firstActivatedAt.toString()}`, { issuer });
  }
  return accepted(undefined);
};

const judgeActivation = async (
  context: DomainContext,
  row: AuthorityRow,
  request: ActRequest,
  others: { readonly active: AuthorityRow | undefined; readonly opened: Issuer },
): Promise<Outcome<undefined>> => {
  const { issuerId: issuer } = row;
  const { notAfter } = certificateOf(row);
  const needed = longestValidity(context, row.family);
  if (Temporal.Instant.compare(notAfter, needed) < 0) {
    const facts = { issuer, notAfter: notAfter.toString(), needed: needed.toString() };
    return no("GENERATION_TOO_SHORT", `${issuer} ends before what it would issue`, facts);
  }
  // The first of its family surprises nobody, and nothing answers for it before it is there.
  if (others.active === undefined) return accepted(undefined);
  const { waitingHours: hours, overrides } = request;
  const isKnown = row.state === "retired" && row.firstActivatedAt !== undefined;
  const since = row.publishedAt;
  invariant(since !== undefined, "what may be activated is published");
  const ripe = since.add({ minutes: Math.round(hours * 60) });
  if (!isKnown && !overrides.includes("waiting") && Temporal.Instant.compare(context.clock.now(), ripe) < 0) {
    return no("GENERATION_TOO_FRESH", `published at ${since.toString()}`, { issuer, hours });
  }
  if (overrides.includes("validation")) return accepted(undefined);
  const fault = await request.askValidation(others.opened);
  return fault === undefined
    ? accepted(undefined)
    : no("GENERATION_VALIDATION_SILENT", fault, { issuer, url: row.validationUrl ?? "" });
};

interface Judged {
  readonly row: AuthorityRow;
  readonly active: AuthorityRow | undefined;
  readonly outcome: ActOutcome;
}

const judge = async (
  context: DomainContext,
  keyStore: KeyStore,
  tx: SharedTransaction,
  request: ActRequest,
): Promise<Outcome<Judged>> => {
  const { act, issuerId: issuer } = request;
  const rows = await selectAuthorities(tx);
  const row = rows.find(({ issuerId, kind }) => issuerId === issuer && kind === "issuing");
  if (row === undefined) return no("GENERATION_UNKNOWN", `no issuing authority ${issuer}`, { issuer });
  const state = judgeState(row, act);
  if (!state.ok) return state;
  const active = rows.find(({ family, kind, state: other }) => {
    return family === row.family && kind === "issuing" && other === "active";
  });
  if (act === "publish" || act === "restore" || act === "activate") {
    const opened = await provesItself(context, keyStore, tx, row, rows);
    if (!opened.ok) return opened;
    const activation =
      act === "activate"
        ? await judgeActivation(context, row, request, { active, opened: opened.value })
        : accepted(undefined);
    if (!activation.ok) return activation;
  }
  const outcome = {
    issuerId: issuer,
    fingerprint: sha256Hex(row.certificate),
    from: row.state,
    to: TO[act],
    retires: act === "activate" ? active?.issuerId : undefined,
    servesUntil:
      act === "activate" && active !== undefined ? servesUntilOf(context, active) : row.servesUntil,
  };
  return accepted({ row, active, outcome });
};

/** The row after the act. */
const changed = (context: DomainContext, { row }: Judged, act: GenerationAct): AuthorityRow => {
  const now = context.clock.now();
  switch (act) {
    case "publish":
    case "restore":
      return publishedNow(row, now);
    case "activate":
      return activatedNow(row, now);
    case "retire":
      // It never issued anything, or what it issued is counted already.
      return retiredUntil(row, row.servesUntil ?? now);
    case "unpublish":
      return { ...row, state: "planned", publishedAt: undefined };
    case "discard":
      return { ...row, state: "discarded" };
    default:
      return unreachable(act);
  }
};

/**
 * What an act would do, without doing it. Refused as {@link changeGeneration} would be.
 */
export const previewGeneration = (
  context: DomainContext,
  keyStore: KeyStore,
  request: ActRequest,
): Promise<Outcome<ActOutcome>> =>
  inAuthorityTransaction(context, async (tx) => {
    const judged = await judge(context, keyStore, tx, request);
    return judged.ok ? accepted(judged.value.outcome) : judged;
  });

/**
 * Does it, in one transaction with its audit rows; running processes learn of it within seconds. Refused:
 * GENERATION_UNKNOWN, GENERATION_STATE, GENERATION_IS_ACTIVE, GENERATION_HAS_BEEN_PUBLISHED, GENERATION_HAS_ISSUED,
 * GENERATION_TOO_SHORT, GENERATION_TOO_FRESH, GENERATION_VALIDATION_SILENT, AUTHORITY_RESPONDER_MISSING, and what
 * opening its keys refuses.
 */
export const changeGeneration = (
  context: DomainContext,
  keyStore: KeyStore,
  request: ActRequest,
  actor: Actor,
): Promise<Outcome<ActOutcome>> =>
  inAuthorityTransaction(context, async (tx) => {
    const judged = await judge(context, keyStore, tx, request);
    if (!judged.ok) return judged;
    const { row, active, outcome } = judged.value;
    const { act, overrides } = request;
    const at = context.clock.now();
    const event = (issuerId: string, name: `authority.${string}`, facts: Record<string, string | string[]>) =>
      recordAuthorityEvent(tx, { at, event: name, actor, issuerId, facts });
    if (act === "activate" && active !== undefined) {
      // First: the schema lets a family have one that is active.
      const retired = retiredUntil(active, servesUntilOf(context, active));
      await updateAuthority(tx, retired);
      await event(active.issuerId, "authority.retired", {
        by: row.issuerId,
        servesUntil: String(retired.servesUntil),
      });
    }
    await updateAuthority(tx, changed(context, judged.value, act));
    await event(row.issuerId, EVENTS[act], {
      from: outcome.from,
      fingerprint: outcome.fingerprint,
      ...(overrides.length === 0 ? {} : { overrides: [...overrides] }),
    });
    return accepted(outcome);
  });
