type Content = Node | string | false | undefined;

interface Properties {
  readonly className?: string;
  readonly id?: string;
  readonly onPress?: () => void;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An element with texts and elements in it. Texts stay texts: nothing here makes markup of them. */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { className, id, onPress, attributes = {} }: Properties,
  ...content: readonly Content[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag);
  if (className !== undefined) made.className = className;
  if (id !== undefined) made.id = id;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (onPress !== undefined) made.addEventListener("click", () => onPress());
  made.append(...content.filter((part) => part !== false && part !== undefined));
  return made;
};

export type Tone = "primary" | "secondary" | "danger" | "quiet";

export const button = (label: string, tone: Tone, onPress: () => void, about = ""): HTMLButtonElement =>
  element(
    "button",
    { className: `button button-${tone}`, attributes: { type: "button" }, onPress },
    label,
    about !== "" && element("span", { className: "visually-hidden" }, about),
  );

/** Labels and values. */
export const facts = (pairs: readonly (readonly [string, string])[]): HTMLElement =>
  element(
    "dl",
    { className: "facts" },
    ...pairs.map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", {}, value))),
  );

/** A message with what to do. */
export const banner = (
  tone: "info" | "warning" | "error" | "success",
  title: string,
  ...body: readonly string[]
): HTMLElement =>
  element(
    "div",
    { className: `banner banner-${tone} banner-plain` },
    element("p", { className: "banner-title" }, title),
    element("div", { className: "banner-body" }, ...body.map((text) => element("p", {}, text))),
  );
