import { setTimeout as wait } from "node:timers/promises";
import { newSupportId } from "#shared/ids.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Device, IssuerContext } from "../core/context.ts";
import type { Enrolled } from "../core/enroll.ts";
import { examine, type Finding } from "../core/doctor.ts";
import { type Failure, failure } from "../core/failure.ts";
import {
  type InstalledCertificate,
  installedCertificates,
  selectCertificate,
  unusableBeside,
  withRevocation,
} from "../core/installed.ts";
import { type KeyStore, KeyStoreError, type KeyStoreFacts } from "../core/key-store.ts";
import type { Memory } from "../core/memory.ts";
import { deleteCertificate, issueCertificate, renewCertificate } from "../core/obtain.ts";
import type { AskStep, Stage } from "../core/person.ts";
import { Connection, type ProxyCredentials } from "../network/connection.ts";
import { EnrollmentClient } from "../network/enrollment-client.ts";
import type { Place } from "./places.ts";

/** What the person came for. */
export type Purpose = "issue" | "renew" | "list" | "delete" | "examine";

/** A failure as it is shown: with what the customer reads to the help desk. */
export type ShownFailure = Failure & { readonly supportId: string };

/** What the window shows now. Each kind is a page. */
export type View =
  | { readonly kind: "certificates"; readonly notice?: "deleted" }
  | {
      readonly kind: "question";
      readonly purpose: Purpose;
      readonly step: AskStep;
      readonly previous: Failure | undefined;
    }
  | { readonly kind: "keyStorePassword"; readonly wasWrong: boolean }
  | { readonly kind: "proxy"; readonly proxy: string; readonly wasRefused: boolean }
  | { readonly kind: "working"; readonly purpose: Purpose; readonly stage: Stage | undefined }
  | {
      readonly kind: "result";
      readonly purpose: "issue" | "renew";
      readonly enrolled: Enrolled;
      readonly keyStore: KeyStoreFacts;
      readonly place: Place;
      readonly unusable: readonly InstalledCertificate[];
    }
  | { readonly kind: "examination"; readonly place: Place; readonly findings: readonly Finding[] }
  | { readonly kind: "failure"; readonly purpose: Purpose; readonly failure: ShownFailure };

/** What a desk works with. */
export interface DeskParts {
  readonly device: Device;
  readonly version: string;
  readonly memory: Memory;
  readonly clock: IssuerContext["clock"];
  readonly random: IssuerContext["random"];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens the key store; `password` is asked where it has one. `create`: makes it where it is missing. */
  readonly openKeyStore: (
    password: () => Promise<string | undefined>,
    options: { readonly create: boolean },
  ) => Promise<Result<KeyStore, Failure>>;
  /** Told how each piece of work ended, for the log. */
  readonly onEnd: (purpose: Purpose, failure: ShownFailure | undefined) => void;
}

const REQUEST_TIMEOUT_MILLISECONDS = 30_000;

/** The values of a form; undefined: the person stopped. */
type Answers = Readonly<Record<string, string>> | undefined;

/**
 * The one piece of work that is going on, as a window sees it: what is shown now, and what may be done to it. The work
 * itself is that of the command line (`apps/issuer/core`); where it asks somebody, the question is shown and the work
 * waits for the form.
 */
export class Desk {
  readonly #parts: DeskParts;
  readonly #listeners = new Set<() => void>();
  #view: View = { kind: "certificates" };
  #version = 0;
  #answer: ((answers: Answers) => void) | undefined;
  #certificates: readonly InstalledCertificate[] | undefined;
  #listFailure: Failure | undefined;
  #isRunning = false;
  /** Known for this run of the program only. */
  #keyStorePassword: string | undefined;
  #proxyCredentials: ProxyCredentials | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** What is shown now. */
  get view(): View {
    return this.#view;
  }

  /** Rises with every change of what is shown. */
  get version(): number {
    return this.#version;
  }

  /** The certificates that were found last; undefined: they have not been looked for. */
  get certificates(): readonly InstalledCertificate[] | undefined {
    return this.#certificates;
  }

  /** Why they could not be looked for. */
  get listFailure(): Failure | undefined {
    return this.#listFailure;
  }

  /** Whether the person may stop without harm: only while nothing is under way. */
  get mayStop(): boolean {
    return this.#answer !== undefined || !this.#isRunning;
  }

  /** Calls `listener` after each change; gives what ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Answers the question that is shown; false where none is, or another. */
  answer(version: number, answers: Answers): boolean {
    const answer = this.#answer;
    if (answer === undefined || version !== this.#version) return false;
    this.#answer = undefined;
    answer(answers);
    return true;
  }

  /** Shows something that went wrong before any work began. */
  fail(purpose: Purpose, failed: Failure): void {
    if (!this.#isRunning) this.#end(purpose, failed);
  }

  /** Back to the list, from a result or a failure. */
  goBack(): void {
    if (!this.#isRunning) this.#show({ kind: "certificates" });
  }

  /** Looks for the certificates: first by their dates, then with the word of the validation authority. */
  refresh(): Promise<void> {
    return this.#run("list", async () => {
      const listed = await this.#withKeyStore({ create: false }, async (context) => {
        const installed = await installedCertificates(context);
        this.#certificates = installed;
        this.#changed();
        return accepted(await withRevocation(context, installed));
      });
      this.#listFailure =
        listed.ok || listed.refusal.code === "KEY_STORE_NOT_FOUND" ? undefined : listed.refusal;
      this.#certificates = listed.ok ? listed.value : [];
      this.#show({ kind: "certificates" });
      return accepted(undefined);
    });
  }

  /** Obtains a certificate (CCHK001 [証明書発行]). */
  issue(place: Place): Promise<void> {
    return this.#obtain("issue", place, (context, client) =>
      issueCertificate(context, client, this.#obtainOptions()),
    );
  }

  /** Replaces a certificate (CCHK001 [証明書更新]). */
  renew(place: Place, serial: string): Promise<void> {
    return this.#obtain("renew", place, async (context, client) => {
      const selected = selectCertificate(await installedCertificates(context), serial);
      return selected.ok
        ? renewCertificate(context, client, selected.value, this.#obtainOptions())
        : selected;
    });
  }

  /** Removes certificates from this PC, one by its whole serial. */
  delete(serials: readonly string[]): Promise<void> {
    return this.#run("delete", async () => {
      const deleted = await this.#withKeyStore({ create: false }, async (context) => {
        for (const serial of serials) {
          const chosen = (await installedCertificates(context)).find((known) => known.serial === serial);
          if (chosen === undefined) return refused(failure("CERTIFICATE_NOT_FOUND", serial));
          await deleteCertificate(context, chosen);
        }
        this.#certificates = await installedCertificates(context);
        return accepted(undefined);
      });
      if (deleted.ok) this.#show({ kind: "certificates", notice: "deleted" });
      return deleted;
    });
  }

  /** Looks at everything between this PC and a certificate, and shows what is wrong. */
  examine(place: Place): Promise<void> {
    return this.#run("examine", async () => {
      const client = this.#clientOf(place, "examine");
      try {
        const open = () => this.#openKeyStore({ create: true });
        const findings = await examine(client, this.#parts.clock, open);
        this.#show({ kind: "examination", place, findings });
        return accepted(undefined);
      } finally {
        client.connection.close();
      }
    });
  }

  #obtainOptions() {
    const { device, version } = this.#parts;
    return { device, version, keyAlgorithm: undefined };
  }

  #obtain(
    purpose: "issue" | "renew",
    place: Place,
    work: (context: IssuerContext, client: EnrollmentClient) => Promise<Result<Enrolled, Failure>>,
  ): Promise<void> {
    return this.#run(purpose, async () => {
      const client = this.#clientOf(place, purpose);
      try {
        return await this.#withKeyStore({ create: true }, async (context) => {
          const enrolled = await work(context, client);
          if (!enrolled.ok) return enrolled;
          const { serial } = enrolled.value;
          const all = await withRevocation(context, await installedCertificates(context));
          this.#certificates = all;
          const keyStore = context.keyStore.describe();
          const unusable = unusableBeside(all, serial);
          this.#show({ kind: "result", purpose, enrolled: enrolled.value, keyStore, place, unusable });
          return enrolled;
        });
      } finally {
        client.connection.close();
      }
    });
  }

  #clientOf(place: Place, purpose: Purpose): EnrollmentClient {
    return new EnrollmentClient(this.#connectionTo(place), place.institution, {
      wait: (milliseconds) => wait(milliseconds),
      onRepeat: () => this.#show({ kind: "working", purpose, stage: "repeating" }),
    });
  }

  #connectionTo({ server, serverCaFile }: Place): Connection {
    return new Connection({
      server,
      serverCaFile,
      environment: this.#parts.environment,
      timeoutMilliseconds: REQUEST_TIMEOUT_MILLISECONDS,
      proxyCredentials: async (proxy, wasRefused) => {
        const known = this.#proxyCredentials;
        if (known !== undefined && !wasRefused) return known;
        const before = this.#view;
        const answers = await this.#ask({ kind: "proxy", proxy, wasRefused });
        if (answers === undefined) return undefined;
        this.#show(before);
        const { userName = "", password = "" } = answers;
        this.#proxyCredentials = { userName, password };
        return this.#proxyCredentials;
      },
    });
  }

  /** One piece of work at a time; whatever it ends with is shown and told. */
  async #run<T>(purpose: Purpose, work: () => Promise<Result<T, Failure>>): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    if (purpose !== "list") this.#show({ kind: "working", purpose, stage: undefined });
    try {
      const outcome = await work();
      this.#isRunning = false;
      this.#end(purpose, outcome.ok ? undefined : outcome.refusal);
    } catch (error) {
      this.#isRunning = false;
      // What is no failure of the store is a bug of ours: shown as CCHK902, whole in the log.
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#end(
        purpose,
        failure(error instanceof KeyStoreError ? "KEY_STORE_NOT_USABLE" : "APPLICATION_FAULT", detail),
      );
    }
  }

  #end(purpose: Purpose, failed: Failure | undefined): void {
    const { onEnd, random } = this.#parts;
    if (failed === undefined) {
      onEnd(purpose, undefined);
      return;
    }
    const shown = { ...failed, supportId: failed.supportId ?? newSupportId(random) };
    onEnd(purpose, shown);
    // Who stops knows it: back to where they came from.
    this.#show(
      failed.kind === "cancelled" ? { kind: "certificates" } : { kind: "failure", purpose, failure: shown },
    );
  }

  async #withKeyStore<T>(
    options: { readonly create: boolean },
    use: (context: IssuerContext) => Promise<Result<T, Failure>>,
  ): Promise<Result<T, Failure>> {
    const { memory, clock, random } = this.#parts;
    const opened = await this.#openKeyStore(options);
    if (!opened.ok) return opened;
    const purpose = this.#view.kind === "working" ? this.#view.purpose : "list";
    const person = {
      answer: (step: AskStep, previous: Failure | undefined) =>
        this.#ask({ kind: "question", purpose, step, previous }),
      progress: (stage: Stage) => this.#show({ kind: "working", purpose, stage }),
    };
    try {
      return await use({ keyStore: opened.value, memory, person, clock, random });
    } finally {
      await opened.value.close();
    }
  }

  /** Asks for the store's own password until it is right, or the person stops. */
  async #openKeyStore(options: { readonly create: boolean }): Promise<Result<KeyStore, Failure>> {
    for (let wasWrong = false; ; wasWrong = true) {
      const before = this.#view;
      const opened = await this.#parts.openKeyStore(async () => {
        this.#keyStorePassword ??= (await this.#ask({ kind: "keyStorePassword", wasWrong }))?.["password"];
        this.#show(before);
        return this.#keyStorePassword;
      }, options);
      if (opened.ok || opened.refusal.code !== "KEY_STORE_PASSWORD_WRONG") return opened;
      this.#keyStorePassword = undefined;
    }
  }

  #ask(view: View): Promise<Answers> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#show(view);
    });
  }

  #show(view: View): void {
    this.#view = view;
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
