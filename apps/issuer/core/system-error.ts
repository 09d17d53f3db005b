/** The code of a fault of the operating system or of Node (`ENOENT`, `ECONNREFUSED` …); empty where there is none. */
export const systemErrorCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
