import { attributesOf, textOf } from "./markup.ts";

/** One input, select or text area of a form. */
export interface FormField {
  readonly name: string;
  /** `text`, `password`, `hidden`, `radio`, `checkbox`, `submit`, `select`, `textarea` … */
  readonly type: string;
  readonly value: string;
  readonly isChecked: boolean;
}

/** A form as a page shows it. */
export interface Form {
  readonly method: "GET" | "POST";
  readonly action: string;
  readonly fields: readonly FormField[];
}

const FIELD = /<(input|button|textarea|select)\b([^>]*)>(?:([^<]*)<\/textarea>)?/g;
const OPTION = /<option\b([^>]*)>/g;

const fieldsOf = (markup: string): FormField[] => {
  const fields: FormField[] = [];
  for (const [whole, element = "", rest = "", text = ""] of markup.matchAll(FIELD)) {
    const given = attributesOf(rest);
    const name = given.get("name");
    if (name === undefined) continue;
    const type = element === "input" ? (given.get("type") ?? "text") : element;
    const options = element === "select" ? markup.slice(markup.indexOf(whole)).split("</select>", 1)[0] : "";
    const [, firstOption = ""] = OPTION.exec(options ?? "") ?? [];
    OPTION.lastIndex = 0;
    const value =
      element === "select"
        ? (attributesOf(firstOption).get("value") ?? "")
        : (given.get("value") ?? textOf(text));
    fields.push({ name, type: type === "button" ? "submit" : type, value, isChecked: given.has("checked") });
  }
  return fields;
};

/** All forms of a page. Pages are our own: attributes are quoted and forms do not nest. */
export const formsOf = (page: string): Form[] =>
  [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, rest = "", inner = ""]) => {
    const given = attributesOf(rest);
    return {
      method: given.get("method")?.toUpperCase() === "POST" ? "POST" : "GET",
      action: given.get("action") ?? "",
      fields: fieldsOf(inner),
    };
  });

/** Addresses of this site that a page links to. */
export const linksOf = (page: string): string[] =>
  [...page.matchAll(/<a\b([^>]*)>/g)]
    .map(([, rest = ""]) => attributesOf(rest).get("href") ?? "")
    .filter((address) => address.startsWith("/"));

/** What a form sends when it is submitted as it stands: the boxes that are ticked, one of each group of radios. */
export const valuesOf = (form: Form): Record<string, string> => {
  const values: Record<string, string> = {};
  for (const { name, type, value, isChecked } of form.fields) {
    if (type === "submit" || (type === "checkbox" && !isChecked)) continue;
    if (type === "radio" && !isChecked && name in values) continue;
    values[name] = value;
  }
  return values;
};
