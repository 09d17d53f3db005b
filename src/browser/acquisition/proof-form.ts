import { elementOf } from "../shared/element.ts";
import { fromBase64 } from "./base64.ts";
import type { Field, Step } from "../../wire/enrollment.ts";

type Ask = Extract<Step, { kind: "ask" }>;
export type Language = "ja" | "en";

/** What password managers may fill in; everything else is typed. */
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  loginId: "username",
  userId: "username",
  loginPassword: "current-password",
  pin: "current-password",
};

const fieldId = (name: string): string => `proof-${name}`;

/** The same markup as the portal's own fields (components/form.ts). */
const fieldOf = (field: Field, language: Language, required: string): HTMLElement => {
  const box = document.createElement("div");
  box.className = "field";
  const label = document.createElement("label");
  label.htmlFor = fieldId(field.name);
  label.textContent = field.label[language];
  const mark = document.createElement("span");
  mark.className = "required";
  mark.textContent = required;
  label.append(mark);
  const input = document.createElement("input");
  input.className = "input";
  input.id = fieldId(field.name);
  input.name = field.name;
  input.type = field.secret ? "password" : "text";
  input.required = true;
  input.maxLength = field.maxLength;
  input.setAttribute("autocomplete", AUTOCOMPLETE[field.name] ?? "off");
  input.setAttribute("autocapitalize", "none");
  input.spellcheck = false;
  box.append(label, input);
  return box;
};

/** A picture that comes with a question (a code to read with a camera), drawn: pages may load no pictures from elsewhere. */
const draw = async (canvas: HTMLCanvasElement, image: string | undefined): Promise<void> => {
  canvas.hidden = image === undefined;
  if (image === undefined) return;
  const bitmap = await createImageBitmap(new Blob([fromBase64(image)], { type: "image/png" }));
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
};

/** Asks what the server asks, whatever it is: labels and pictures come with the question. */
export const showQuestion = async (ask: Ask, language: Language): Promise<void> => {
  const fields = elementOf("proof-fields", HTMLElement);
  fields.replaceChildren(
    ...ask.fields.map((field) => fieldOf(field, language, fields.dataset["required"] ?? "")),
  );
  const text = elementOf("proof-text", HTMLElement);
  text.textContent = ask.text?.[language] ?? "";
  text.hidden = ask.text === undefined;
  await draw(elementOf("proof-image", HTMLCanvasElement), ask.image);
};

/** What was typed in. */
export const answersTo = (ask: Ask): Record<string, string> =>
  Object.fromEntries(ask.fields.map(({ name }) => [name, elementOf(fieldId(name), HTMLInputElement).value]));

/** What was refused is typed again: secrets are not kept in a form. */
export const forgetSecrets = (): void => {
  for (const input of document.querySelectorAll<HTMLInputElement>("#proof-fields input[type=password]")) {
    input.value = "";
  }
};

/** Secrets do not stay in the page longer than they are needed. */
export const forgetAnswers = (): void => {
  elementOf("proof-fields", HTMLElement).replaceChildren();
};
