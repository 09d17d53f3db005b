/** Facts about names that several rules share. */

/** An absolute HTTP address without credentials, query or fragment: what verifiers of every kind can fetch. */
export const isPlainHttpUri = (uri: string): boolean => {
  if (!URL.canParse(uri)) return false;
  const { protocol, username, password, hash, search } = new URL(uri);
  return protocol === "http:" && username === "" && password === "" && hash === "" && search === "";
};
