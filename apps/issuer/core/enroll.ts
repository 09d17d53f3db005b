import { unreachable } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Field, KeyAlgorithmName, ServiceResponse, StartRequest, Step } from "#wire/enrollment.ts";
import type { EnrollmentClient, EnrollmentSession } from "../network/enrollment-client.ts";
import type { Device, IssuerContext } from "./context.ts";
import { type Failure, failure } from "./failure.ts";
import { type KeyHandle, KeyStoreError } from "./key-store.ts";
import type { RememberedCertificate } from "./memory.ts";
import { chooseKeyAlgorithm, makeKey, type NewKey } from "./new-key.ts";
import type { AskStep } from "./person.ts";
import { serialOf, whatIsWrong } from "./received-certificate.ts";

/** What an enrolment is to do. */
export interface EnrollmentOptions {
  readonly service: ServiceResponse;
  readonly device: Device;
  /** The program's version, told to the server. */
  readonly version: string;
  /** Undefined: the institution's preferred type. */
  readonly keyAlgorithm: KeyAlgorithmName | undefined;
  /** Renewal: the certificate to renew. */
  /** The certificate on another PC is revoked on the way. */
  readonly replaces?: boolean;
  readonly renews: { readonly certificate: Buffer; readonly handle: KeyHandle } | undefined;
}

/** A certificate that is installed and, the server says, active. */
export interface Enrolled {
  readonly certificate: Buffer;
  readonly serial: string;
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Serial of the certificate that it replaced. */
  readonly superseded: string | undefined;
}

type Account = RememberedCertificate["account"];
type DoneStep = Extract<Step, { kind: "done" }>;
type InstallStep = Extract<Step, { kind: "install" }>;

/**
 * Every text that the application signs must begin so: nobody may use it to sign a TLS handshake or a request, which
 * begin differently.
 */
const SIGNED_TEXT_START = Buffer.from("tegata ", "ascii");

/** More than any institution has; a server that asks without end is stopped. */
const MAX_STEPS = 30;

const unusable = (fields: readonly Field[], values: Readonly<Record<string, string>>): Field | undefined =>
  fields.find(({ name, maxLength }) => {
    const { length } = values[name] ?? "";
    return length === 0 || length > maxLength;
  });

/** One run through a session. Made for one enrolment, then thrown away. */
export class Enrollment {
  readonly #context: IssuerContext;
  readonly #client: EnrollmentClient;
  readonly #options: EnrollmentOptions;
  readonly #account: Account = [];
  #key: NewKey | undefined;
  #certificate: Buffer | undefined;
  /** From here on the certificate may be active although no answer says so. */
  #confirmationSent = false;

  constructor(context: IssuerContext, client: EnrollmentClient, options: EnrollmentOptions) {
    this.#context = context;
    this.#client = client;
    this.#options = options;
  }

  /**
   * Proves, requests, installs, confirms, as the server says. After a failure nothing is left in the store, unless
   * the confirmation was sent and its answer lost: then the certificate may be active, and stays.
   */
  async run(): Promise<Result<Enrolled, Failure>> {
    try {
      const outcome = await this.#run();
      if (!outcome.ok) await this.#undo(outcome.refusal);
      return outcome;
    } catch (error) {
      if (!(error instanceof KeyStoreError)) throw error;
      const why = failure("G001e", error.message);
      await this.#undo(why).catch(() => undefined);
      return refused(why);
    }
  }

  async #run(): Promise<Result<Enrolled, Failure>> {
    const { person } = this.#context;
    person.progress("connecting");
    const started = await this.#client.start(this.#startRequest());
    if (!started.ok) return started;
    let step = started.value.next;
    for (let count = 0; count < MAX_STEPS; count += 1) {
      if (step.kind === "done") return this.#finish(step);
      const next = await this.#take(started.value, step);
      if (!next.ok) return next;
      step = next.value;
    }
    return refused(failure("G004e", `more than ${MAX_STEPS} steps`));
  }

  #startRequest(): StartRequest {
    const { device, version, renews, replaces = false } = this.#options;
    const client = { version, ...device, keyStoreKind: this.#context.keyStore.describe().kind };
    return renews === undefined
      ? { purpose: replaces ? "replace" : "issue", client }
      : { purpose: "renew", client, certificate: renews.certificate.toString("base64") };
  }

  async #take(session: EnrollmentSession, step: Exclude<Step, DoneStep>): Promise<Result<Step, Failure>> {
    switch (step.kind) {
      case "ask":
        return this.#answer(session, step);
      case "proveOldKey":
        return this.#proveOldKey(session, step.toSign);
      case "request":
        return this.#request(session, step.keyAlgorithms);
      case "install":
        return this.#install(session, step);
      default:
        return unreachable(step);
    }
  }

  async #answer(session: EnrollmentSession, step: AskStep): Promise<Result<Step, Failure>> {
    const { person } = this.#context;
    let previous: Failure | undefined;
    for (;;) {
      const values = await person.answer(step, previous);
      if (values === undefined) return refused(previous ?? failure("CANCELLED", `at ${step.ask}`));
      const bad = unusable(step.fields, values);
      if (bad !== undefined) {
        previous = failure("G006e", `${bad.name}: 1 to ${bad.maxLength} characters`);
        continue;
      }
      person.progress("proving");
      const next = await session.answers({ ask: step.ask, values });
      if (next.ok) {
        this.#noteAccount(step, values);
        return next;
      }
      if (next.refusal.asksAgain !== true) return next;
      previous = next.refusal;
    }
  }

  #noteAccount(step: AskStep, values: Readonly<Record<string, string>>): void {
    if (step.ask !== "identity") return;
    for (const { name, label, secret } of step.fields) {
      const value = values[name];
      if (!secret && value !== undefined) this.#account.push({ name, label, value });
    }
  }

  async #proveOldKey(session: EnrollmentSession, toSign: string): Promise<Result<Step, Failure>> {
    const { renews } = this.#options;
    if (renews === undefined) return refused(failure("G004e", "proof of an old key, but nothing is renewed"));
    this.#context.person.progress("proving");
    const signature = await this.#signed(renews.handle, toSign);
    return signature.ok ? session.oldKey({ signature: signature.value }) : signature;
  }

  async #request(
    session: EnrollmentSession,
    keyAlgorithms: readonly KeyAlgorithmName[],
  ): Promise<Result<Step, Failure>> {
    if (this.#key === undefined) {
      const keyAlgorithm = chooseKeyAlgorithm(
        keyAlgorithms,
        this.#context.keyStore.describe().keyAlgorithms,
        this.#options.keyAlgorithm,
      );
      if (!keyAlgorithm.ok) return keyAlgorithm;
      this.#context.person.progress("generatingKey");
      this.#key = await makeKey(this.#context, keyAlgorithm.value);
    }
    this.#context.person.progress("requesting");
    return session.request({ pkcs10: this.#key.certificationRequest.toString("base64") });
  }

  async #install(session: EnrollmentSession, step: InstallStep): Promise<Result<Step, Failure>> {
    const { keyStore, person } = this.#context;
    const key = this.#key;
    if (key === undefined) return refused(failure("G004e", "a certificate that was not asked for"));
    const certificate = Buffer.from(step.certificate, "base64");
    const wrong = whatIsWrong(certificate, key.publicKeyInfo, this.#options.service.authorities);
    if (wrong !== undefined) return refused(failure("G001e", wrong));
    person.progress("installing");
    this.#certificate = certificate;
    await keyStore.install(key.handle, certificate, this.#nickname(certificate));
    this.#rememberCertificate(certificate);
    // Proof through the store, not through the handle that made the key: what is there is what will be found.
    const reopened = await keyStore.open(certificate);
    if (reopened === undefined)
      return refused(failure("G001e", "the installed certificate is not found again"));
    person.progress("confirming");
    const signature = await this.#signed(reopened, step.toSign);
    if (!signature.ok) return signature;
    this.#confirmationSent = true;
    return session.confirmation({ signature: signature.value });
  }

  async #signed(handle: KeyHandle, toSign: string): Promise<Result<string, Failure>> {
    const text = Buffer.from(toSign, "base64");
    if (!text.subarray(0, SIGNED_TEXT_START.length).equals(SIGNED_TEXT_START)) {
      return refused(failure("G004e", "the text to sign is not one of the enrolment protocol"));
    }
    return accepted((await this.#context.keyStore.sign(handle, text)).toString("base64"));
  }

  #nickname(certificate: Buffer): string {
    const names = this.#account.map(({ value }) => value).join(" ");
    const serial = serialOf(certificate).slice(0, 8);
    return [this.#options.service.institution.id, names, serial].filter((part) => part !== "").join(" ");
  }

  #rememberCertificate(certificate: Buffer): void {
    const { memory, clock } = this.#context;
    const { service, device, renews } = this.#options;
    const inherited = renews && memory.certificate(serialOf(renews.certificate))?.account;
    memory.rememberCertificate({
      serial: serialOf(certificate),
      server: this.#client.connection.settings.server.origin,
      institution: service.institution.id,
      account: this.#account.length > 0 ? this.#account : (inherited ?? []),
      ...device,
      installedAt: clock.now().toString(),
    });
  }

  #finish(step: DoneStep): Result<Enrolled, Failure> {
    const { key, certificate } = { key: this.#key, certificate: this.#certificate };
    if (key === undefined || certificate === undefined) {
      return refused(failure("G004e", "done before a certificate was installed"));
    }
    this.#context.memory.forgetUnfinishedKey(key.publicKeyInfo.toString("base64"));
    const { subject, serial, notBefore, notAfter, superseded } = step;
    return accepted({ certificate, subject, serial, notBefore, notAfter, superseded });
  }

  async #undo(why: Failure): Promise<void> {
    const key = this.#key;
    if (key === undefined) return;
    const undecided = this.#confirmationSent && (why.kind === "network" || why.kind === "unavailable");
    if (undecided) return;
    const { keyStore, memory } = this.#context;
    if (this.#certificate !== undefined) {
      await keyStore.delete(this.#certificate);
      memory.forgetCertificate(serialOf(this.#certificate));
    }
    const left = await keyStore.openByPublicKeyInfo(key.publicKeyInfo);
    if (left !== undefined) await keyStore.discard(left);
    memory.forgetUnfinishedKey(key.publicKeyInfo.toString("base64"));
  }
}
