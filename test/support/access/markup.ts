const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

/** The text that a browser reads from escaped markup. Our pages write only these five. */
export const textOf = (markup: string): string =>
  markup.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);

/** The attributes of a start tag of our pages, which always quotes values. */
export const attributesOf = (rest: string): Map<string, string> =>
  new Map(
    [...rest.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name, textOf(value)]),
  );

/** The refusal code that a page shows; undefined where it shows none. */
export const codeOnPage = (page: string): string | undefined =>
  /<(?:code|small)>([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/.exec(page)?.[1];
