/** The one element with this id, of this kind. @throws where the page has none: program and page do not belong together. */
export const elementOf = <T extends Element>(id: string, kind: new () => T): T => {
  const found = document.querySelector(`#${CSS.escape(id)}`);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} "${id}"`);
  return found;
};
