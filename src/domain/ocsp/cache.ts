import type { OcspCertificateStatus } from "#pki/ocsp/response.ts";

/** A signed answer about one certificate, without nonce. */
export interface SignedAnswer {
  /** OCSPResponse, DER. */
  readonly response: Buffer;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
  /** When it is signed anew, in milliseconds since 1970: well before `nextUpdate`. */
  readonly usableUntil: number;
  /** What a protocol made of it, kept as long as it. */
  form: unknown;
}

/** Which certificate. */
export interface CertificateKey {
  readonly issuerId: string;
  readonly serial: string;
}

/** What is kept of one certificate. */
export interface KeptStanding {
  readonly status: OcspCertificateStatus;
  /** Answers by CertID as it was asked: SHA-1 or SHA-256, parameters or none. */
  readonly answers: Map<string, SignedAnswer>;
  readonly usableUntil: number;
}

interface Entry extends KeptStanding {
  readonly key: string;
  readonly paths: string[];
  bytes: number;
  /** Asked for since it was last looked over. */
  isUsed: boolean;
}

/**
 * Begun before the record is read: what is read then may be kept only if nothing changed meanwhile. Otherwise an answer
 * that is being signed while its certificate is revoked would be kept for good.
 */
export class Filling {
  readonly key: string;
  /** False once its certificate changed. */
  isValid = true;

  constructor(key: string) {
    this.key = key;
  }
}

export interface CacheLimits {
  /** Octets of memory, estimated; 0: nothing is kept. */
  readonly bytes: number;
  readonly entries: number;
}

/** What an entry, an answer and a path take beside their own octets, roughly. */
const ENTRY_BYTES = 500;
const ANSWER_BYTES = 700;
const PATH_BYTES = 150;
/** CertIDs of one certificate that are kept: two digests, with and without parameters. */
const MOST_ANSWERS = 4;
/** One request can be written in many ways in a path; the usual ones are two for each CertID. */
const MOST_PATHS = 6;

const nameOf = ({ issuerId, serial }: CertificateKey): string => `${issuerId} ${serial}`;

/**
 * Signed answers in memory, bounded. What has not been asked for lately goes first (second chance, which comes near to
 * least recently used and costs a hit nothing). Whether it may be used is the lease's to say, at each look.
 */
export class AnswerCache {
  readonly #limits: CacheLimits;
  readonly #lease: { readonly isHeld: boolean };
  /** In the order in which they came, or were given their second chance. */
  readonly #entries = new Map<string, Entry>();
  readonly #byPath = new Map<string, { readonly entry: Entry; readonly answer: SignedAnswer }>();
  readonly #fillings = new Set<Filling>();
  #bytes = 0;
  /** Standings that were taken out because their certificate changed. */
  evictions = 0;

  constructor(limits: CacheLimits, lease: { readonly isHeld: boolean }) {
    this.#limits = limits;
    this.#lease = lease;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What is kept of a certificate and may be used at `now` (milliseconds since 1970). */
  find(certificate: CertificateKey, now: number): KeptStanding | undefined {
    const entry = this.#entries.get(nameOf(certificate));
    if (entry === undefined || !this.#lease.isHeld) return undefined;
    if (now >= entry.usableUntil) {
      this.#remove(entry);
      return undefined;
    }
    entry.isUsed = true;
    return entry;
  }

  /** The answer that was last given for this path of a GET. */
  findByPath(path: string, now: number): SignedAnswer | undefined {
    const found = this.#byPath.get(path);
    if (found === undefined || now >= found.answer.usableUntil || !this.#lease.isHeld) return undefined;
    found.entry.isUsed = true;
    return found.answer;
  }

  begin(certificate: CertificateKey): Filling {
    const filling = new Filling(nameOf(certificate));
    this.#fillings.add(filling);
    return filling;
  }

  /** Whether what was read under `filling` is still true as far as this node must know. */
  isCurrent(filling: Filling): boolean {
    return filling.isValid && this.#lease.isHeld;
  }

  /** Every filling ends here, kept or not. */
  end(filling: Filling): void {
    this.#fillings.delete(filling);
  }

  /** Keeps what was read under `filling`, for answers that are for one question alone. */
  keepStanding(filling: Filling, standing: Pick<KeptStanding, "status" | "usableUntil">): void {
    if (standing.status.kind === "unknown" || !this.isCurrent(filling)) return;
    if (!this.#entries.has(filling.key)) this.#add(filling.key, standing);
    this.#shrink();
  }

  /** Keeps an answer that was read and signed under `filling`. */
  keep(
    filling: Filling,
    standing: Pick<KeptStanding, "status" | "usableUntil">,
    certId: string,
    answer: SignedAnswer,
  ): boolean {
    // `unknown` is never kept: it becomes `good` without a word when the certificate is issued, and anybody can ask for
    // as many serials as he likes.
    if (standing.status.kind === "unknown" || !this.isCurrent(filling)) return false;
    const entry = this.#entries.get(filling.key) ?? this.#add(filling.key, standing);
    if (entry.answers.size >= MOST_ANSWERS && !entry.answers.has(certId)) return false;
    const replaced = entry.answers.get(certId);
    if (replaced !== undefined) this.#grow(entry, -(replaced.response.length + ANSWER_BYTES));
    entry.answers.set(certId, answer);
    this.#grow(entry, answer.response.length + ANSWER_BYTES);
    this.#shrink();
    return true;
  }

  /** Lets a kept answer be found by the path of a GET. */
  keepPath(certificate: CertificateKey, path: string, answer: SignedAnswer): void {
    const entry = this.#entries.get(nameOf(certificate));
    if (entry === undefined || ![...entry.answers.values()].includes(answer)) return;
    if (!this.#byPath.has(path)) {
      const oldest = entry.paths.length < MOST_PATHS ? undefined : entry.paths.shift();
      if (oldest !== undefined) {
        this.#byPath.delete(oldest);
        this.#grow(entry, -(oldest.length * 2 + PATH_BYTES));
      }
      entry.paths.push(path);
      this.#grow(entry, path.length * 2 + PATH_BYTES);
    }
    this.#byPath.set(path, { entry, answer });
    this.#shrink();
  }

  /** The standing of a certificate changed: nothing from before is used or kept. */
  evict(certificate: CertificateKey): void {
    const key = nameOf(certificate);
    for (const filling of this.#fillings) if (filling.key === key) filling.isValid = false;
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.evictions += 1;
    this.#remove(entry);
  }

  clear(): void {
    for (const filling of this.#fillings) filling.isValid = false;
    this.#entries.clear();
    this.#byPath.clear();
    this.#bytes = 0;
  }

  #add(key: string, standing: Pick<KeptStanding, "status" | "usableUntil">): Entry {
    const { status, usableUntil } = standing;
    const entry: Entry = { status, usableUntil, key, answers: new Map(), paths: [], bytes: 0, isUsed: false };
    this.#entries.set(key, entry);
    this.#grow(entry, ENTRY_BYTES);
    return entry;
  }

  #grow(entry: Entry, bytes: number): void {
    entry.bytes += bytes;
    this.#bytes += bytes;
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.key);
    for (const path of entry.paths) this.#byPath.delete(path);
    this.#bytes -= entry.bytes;
  }

  #shrink(): void {
    while (this.#entries.size > this.#limits.entries || this.#bytes > this.#limits.bytes) {
      const [oldest] = this.#entries.values();
      if (oldest === undefined) return;
      if (oldest.isUsed) {
        oldest.isUsed = false;
        this.#entries.delete(oldest.key);
        this.#entries.set(oldest.key, oldest);
      } else {
        this.#remove(oldest);
      }
    }
  }
}
