import type { TokenRegistration, TransactionChallenge } from "#shared/transaction-token.ts";
import { unreachable } from "#shared/invariant.ts";
import { elementOf } from "../shared/element.ts";
import { readPhoto, type Scanning, startScanning } from "./camera.ts";
import { banner, button, element, facts } from "./elements.ts";
import { initialLanguage, keepLanguage } from "./language.ts";
import { tokenNumber } from "./number.ts";
import { register } from "./register.ts";
import { readScanned } from "./scanned.ts";
import {
  checkScreen,
  homeScreen,
  messageScreen,
  numberScreen,
  pasteScreen,
  scanScreen,
  type Surroundings,
} from "./screens.ts";
import { type Language, texts } from "./texts.ts";
import { findToken, forgetToken, listTokens, type StoredToken } from "./tokens.ts";
import { installWorker } from "./worker.ts";

const app = elementOf("app", HTMLElement);
const languageSwitch = elementOf("language", HTMLButtonElement);

let language: Language = initialLanguage();
let scanning: Scanning | undefined;
/** Draws the present screen again, in another language. */
let redraw: () => void = () => undefined;

const around = (): Surroundings => ({
  text: texts[language],
  language,
  helpDesk: app.dataset[language === "ja" ? "helpDeskJa" : "helpDeskEn"] ?? "",
});

const draw = (screen: () => HTMLElement[]): void => {
  scanning?.stop();
  scanning = undefined;
  redraw = () => {
    document.documentElement.lang = language;
    languageSwitch.textContent = texts[language].language;
    languageSwitch.lang = language === "ja" ? "en" : "ja";
    const parts = screen();
    app.replaceChildren(...parts);
    const [heading] = parts;
    document.title = `${heading?.textContent ?? ""} | ${app.dataset["site"] ?? ""}`;
  };
  redraw();
  window.scrollTo(0, 0);
  app.querySelector("h1")?.focus();
};

const guarded = (work: () => Promise<void>): void => {
  work().catch(() => {
    draw(() => {
      const { text } = around();
      return messageScreen(
        text.failed,
        [text.failedBody],
        button(text.back, "secondary", () => location.reload()),
      );
    });
  });
};

const goHome = (message?: () => HTMLElement): void =>
  guarded(async () => {
    const tokens = await listTokens();
    draw(() => homeScreen(around(), tokens, { scan, photo, paste, forget }, message?.()));
  });

const tell = (title: () => string, ...body: readonly (() => string)[]): void => {
  goHome(() => banner("error", title(), ...body.map((text) => text())));
};

const showNumber = (
  token: StoredToken,
  given: { readonly text: string; readonly challenge: TransactionChallenge; readonly isFirst: boolean },
): void =>
  guarded(async () => {
    const number = await tokenNumber(token.key, given.text);
    const { challenge, isFirst } = given;
    draw(() => numberScreen(around(), challenge, number, { isFirst, done: goHome }));
  });

const deny = (): void => {
  draw(() => {
    const { text, helpDesk } = around();
    return messageScreen(
      text.denied,
      [banner("warning", text.deniedBody), facts([[text.helpDesk, helpDesk]])],
      button(text.done, "secondary", goHome),
    );
  });
};

const showChallenge = (text: string, challenge: TransactionChallenge): void =>
  guarded(async () => {
    const token = await findToken(challenge.institutionId, challenge.serial);
    if (token === undefined) {
      const say = (): string => texts[language].unknownTokenBody(challenge.serial);
      return tell(() => texts[language].unknownToken, say);
    }
    const approve = (): void => showNumber(token, { text, challenge, isFirst: false });
    draw(() => checkScreen(around(), token, challenge, { approve, deny }));
  });

const finishRegistration = (registration: TokenRegistration, server: string): void =>
  guarded(async () => {
    const done = await register(registration, server);
    if (done.kind === "offline")
      return askRegistration(registration, server, () =>
        banner("error", texts[language].offline, texts[language].offlineBody),
      );
    if (done.kind === "refused") {
      const { code, cause, action } = done;
      return tell(
        () => cause[language],
        () => action[language],
        () => `${texts[language].code}: ${code}`,
      );
    }
    const scanned = readScanned(done.challenge, location.host);
    if (scanned.kind !== "challenge") throw new Error("the server's challenge cannot be read");
    showNumber(done.token, { text: scanned.text, challenge: scanned.challenge, isFirst: true });
  });

const askRegistration = (
  registration: TokenRegistration,
  server: string,
  problem?: () => HTMLElement,
): void => {
  draw(() => {
    const { text } = around();
    const start = (): void => {
      draw(() => messageScreen(text.registering, []));
      finishRegistration(registration, server);
    };
    return messageScreen(
      text.register,
      [
        ...(problem === undefined ? [] : [problem()]),
        text.registerBody,
        facts([[text.registerAt, new URL(server).host]]),
      ],
      button(text.registerYes, "primary", start),
      button(text.stop, "secondary", goHome),
    );
  });
};

/** Goes on with what was scanned; says whether it was anything of ours. */
const take = (scanned: string): boolean => {
  const read = readScanned(scanned, location.host);
  switch (read.kind) {
    case "challenge":
      showChallenge(read.text, read.challenge);
      return true;
    case "registration":
      askRegistration(read.registration, read.server);
      return true;
    case "elsewhere":
      tell(
        () => texts[language].elsewhere,
        () => texts[language].elsewhereBody(read.host),
      );
      return true;
    case "unknown":
      return false;
    default:
      return unreachable(read);
  }
};

const takeOrTell = (scanned: string): void => {
  if (take(scanned)) return;
  tell(
    () => texts[language].notOurs,
    () => texts[language].notOursBody,
  );
};

const scan = (): void =>
  guarded(async () => {
    const video = element("video", { attributes: { playsinline: "", "aria-hidden": "true" } });
    video.muted = true;
    draw(() => scanScreen(around(), video, goHome));
    try {
      // A code that is not ours may hang beside: the camera goes on looking.
      const started = await startScanning(video, take);
      if (video.isConnected) scanning = started;
      else started.stop();
    } catch {
      tell(() => texts[language].cameraRefused);
    }
  });

const photo = (file: File): void =>
  guarded(async () => {
    const scanned = await readPhoto(file);
    if (scanned === undefined) return tell(() => texts[language].noCodeInPhoto);
    takeOrTell(scanned);
  });

const paste = (): void => {
  draw(() => pasteScreen(around(), takeOrTell, goHome));
};

const forget = (token: StoredToken): void => {
  const yes = (): void =>
    guarded(async () => {
      await forgetToken(token);
      goHome();
    });
  draw(() => {
    const { text } = around();
    return messageScreen(
      text.forgetTitle,
      [
        text.forgetBody,
        facts([
          [token.institution[language], token.account],
          [text.serial, token.serial],
        ]),
      ],
      button(text.forgetYes, "danger", yes),
      button(text.back, "secondary", goHome),
    );
  });
};

languageSwitch.addEventListener("click", () => {
  language = language === "ja" ? "en" : "ja";
  keepLanguage(language);
  redraw();
});

const openFromAddress = (): void => {
  const { href, hash, pathname } = location;
  if (hash === "") return goHome();
  // The offer is taken out of the address: it works once, and histories need not keep it.
  history.replaceState(null, "", pathname);
  takeOrTell(href);
};

window.addEventListener("hashchange", openFromAddress);
languageSwitch.hidden = false;
openFromAddress();
installWorker();
