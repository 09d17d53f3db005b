/** Where tests keep programs that they install; git does not see it, and it may be deleted at any time. */
export const TOOLS_FOLDER = new URL("../../var/tools/", import.meta.url);
