import { elementOf } from "../shared/element.ts";
import type { Step } from "../../wire/enrollment.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { EnrollmentSession, type Outcome } from "./enrollment.ts";
import { makeFile } from "./file.ts";
import { showFile } from "./finish.ts";
import { newPageKey, type PageKey } from "./key-pair.ts";
import { newPassphrase } from "./passphrase.ts";
import { certificationRequest } from "./pkcs10.ts";
import { answersTo, forgetAnswers, forgetSecrets, showQuestion } from "./proof-form.ts";
import { chosenDevice, correctDevice, language, ownProblem, settings, type Device } from "./settings.ts";
import { hideProblem, show, showProblem } from "./stages.ts";

/**
 * Acquires a certificate in the page (TACQ001): proves the person by the enrolment API, makes the key, sends the
 * request, and packs key and certificate into a file under a passphrase that nobody else has seen. The private key
 * leaves the page in that file only.
 */

type Asked = Extract<Step, { kind: "ask" }>;
type Install = Extract<Step, { kind: "install" }>;

const page = settings();
let session = new EnrollmentSession(page.sessions);
let device: Device | undefined;
let asked: Asked | undefined;
let wanted: Extract<Step, { kind: "request" }> | undefined;
/** Made once: the same request again, after an answer that never came, gives the same certificate. */
let made: { readonly key: PageKey; readonly pkcs10: string } | undefined;
/** The last answer never came: what the server wants may have changed. */
let isUnsure = false;
/** What the person typed in about themselves: part of the file's name. */
let identity: readonly string[] = [];

const thing = (): Device => {
  device ??= chosenDevice();
  return device;
};

const pack = async ({ certificate, chain, confirmBefore }: Install, key: PageKey): Promise<void> => {
  const passphrase = newPassphrase();
  const who = identity.join("-");
  const file = await makeFile({
    form: thing().form,
    protection: thing().protection,
    key,
    certificate: fromBase64(certificate),
    chain: chain.map(fromBase64),
    passphrase,
    name: `${page.service} ${who}`,
    fileName: `${page.institution}-${who}`,
    profile: {
      // One for each ID: installing a new one takes the old one's place.
      identifier: `jp.tegata.${page.institution}.${who.replaceAll(/[^A-Za-z0-9-]/g, "-")}`,
      texts: page.profile,
    },
  });
  showFile({ file, passphrase, device: thing().id, confirmBefore });
  show("done");
};

/** Follows what the server wants next, whatever was done before. */
const follow = async (step: Step): Promise<void> => {
  if (step.kind === "ask") {
    asked = step;
    await showQuestion(step, language());
    show("proof");
  } else if (step.kind === "request") {
    forgetAnswers();
    wanted = step;
    show("confirm");
  } else if (step.kind === "install" && made !== undefined) {
    await pack(step, made.key);
  } else {
    showProblem(ownProblem("BROWSER_STEP_UNKNOWN"));
  }
};

const take = async (outcome: Outcome): Promise<void> => {
  if (outcome.kind === "next") return follow(outcome.next);
  if (outcome.kind === "unreachable") {
    isUnsure = session.isStarted;
    showProblem(ownProblem("BROWSER_CANNOT_REACH"));
    return;
  }
  const { cause, action, code, supportId } = outcome.refusal;
  forgetSecrets();
  showProblem({ cause: cause[language()], action: action[language()], code, supportId });
};

/** Asks where the session is after a lost answer, and does the work only where it is still wanted. */
const orResume = async (kind: Step["kind"], work: () => Promise<Outcome>): Promise<Outcome> => {
  if (!isUnsure) return work();
  const now = await session.resume();
  if (now.kind === "unreachable") return now;
  isUnsure = false;
  return now.kind === "next" && now.next.kind === kind ? work() : now;
};

const begin = (): Promise<Outcome> => {
  device = chosenDevice();
  return session.start({
    version: "browser",
    deviceName: device.name,
    osUser: "",
    keyStoreKind: device.form,
  });
};

const prove = (): Promise<Outcome> => {
  if (asked === undefined) return begin();
  const question = asked;
  const answers = answersTo(question);
  if (question.ask === "identity") {
    identity = question.fields.filter(({ secret }) => !secret).map(({ name }) => answers[name] ?? "");
  }
  return orResume("ask", () => session.answer(question.ask, answers));
};

const issue = async (): Promise<Outcome | undefined> => {
  if (made === undefined) {
    const key = await newPageKey(wanted?.keyAlgorithms ?? []).catch(() => undefined);
    if (key === undefined) return undefined;
    made = { key, pkcs10: toBase64(await certificationRequest(key)) };
  }
  const { pkcs10 } = made;
  return orResume("request", () => session.request(pkcs10));
};

let isBusy = false;

/** One thing at a time, however often a button is pressed. */
const once = (button: HTMLButtonElement, work: () => Promise<void>): void => {
  if (isBusy) return;
  isBusy = true;
  button.setAttribute("aria-disabled", "true");
  hideProblem();
  void work()
    .catch(() => {
      show("choose");
      showProblem(ownProblem("BROWSER_STEP_UNKNOWN"));
    })
    .finally(() => {
      isBusy = false;
      button.removeAttribute("aria-disabled");
    });
};

const buttonOf = (form: HTMLFormElement): HTMLButtonElement => {
  const button = form.querySelector("button");
  if (button === null) throw new Error("the form has no button");
  return button;
};

const onSubmit = (id: string, work: () => Promise<void>): void => {
  const form = elementOf(id, HTMLFormElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once(buttonOf(form), work);
  });
};

const issueAndShow = async (): Promise<void> => {
  show("working");
  const outcome = await issue();
  // Back to the button, with the problem above it; where all is well, the next part is shown instead.
  if (outcome?.kind !== "next") show("confirm");
  if (outcome === undefined) showProblem(ownProblem("BROWSER_CANNOT_MAKE_KEYS"));
  else await take(outcome);
};

const startAgain = (): void => {
  session = new EnrollmentSession(page.sessions);
  asked = undefined;
  made = undefined;
  isUnsure = false;
  forgetAnswers();
  show("choose");
};

correctDevice();
onSubmit("choose-form", async () => take(await begin()));
onSubmit("proof-form", async () => take(await prove()));
onSubmit("confirm-form", issueAndShow);
for (const button of document.querySelectorAll("[data-again]")) button.addEventListener("click", startAgain);
// Shown only now: without this program the page says what it needs, and offers the application.
show("choose");
