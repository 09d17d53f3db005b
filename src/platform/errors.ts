/** The `code` of an error of Node, PostgreSQL or a library; undefined where it has none. */
export const codeOf = (error: unknown): string | undefined => {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
};

/** What an error says, for people. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
