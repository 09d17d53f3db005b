/** Names of fields that never reach a log, whatever holds them; compared without case, hyphens and underscores. */
const SECRET_NAMES = new Set([
  "authorization",
  "proxyauthorization",
  "cookie",
  "setcookie",
  "clientcert",
  "clientcertchain",
  "password",
  "loginpassword",
  "confirmationpassword",
  "pin",
  "confirmationpin",
  "passphrase",
  "secret",
  "secrethash",
  "browsersecret",
  "token",
  "sessiontoken",
  "ticket",
  "nonce",
  "challenge",
  "privatekey",
  "connectionstring",
]);

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

const MOST_LEVELS = 8;

const isSecretName = (name: string): boolean => SECRET_NAMES.has(name.toLowerCase().replaceAll(/[-_]/g, ""));

/** Query strings may carry tickets, and connection strings passwords: neither is logged. */
const redactText = (text: string): string =>
  text
    .replaceAll(/\?[^\s"'#]*/g, (query) => (query.includes("=") ? "?…" : query))
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1…@");

const redactAt = (value: unknown, level: number): unknown => {
  if (typeof value === "string") return redactText(value);
  if (value === null || typeof value !== "object" || level >= MOST_LEVELS) return value;
  if (value instanceof Date || Buffer.isBuffer(value)) return value;
  if (value instanceof Error) return redactError(value, level);
  if (Array.isArray(value)) return value.map((item) => redactAt(item, level + 1));
  return redactFields(value, level);
};

const redactFields = (fields: object, level: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, inner]) => [
      name,
      isSecretName(name) ? REDACTED : redactAt(inner, level + 1),
    ]),
  );

/** Name, message, code and stack only: a database error carries the values of the statement in its other fields. */
const redactError = (error: Error, level: number): Record<string, unknown> => ({
  type: error.name,
  message: redactText(error.message),
  ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
  stack: redactText(error.stack ?? ""),
  ...(error.cause === undefined ? {} : { cause: redactAt(error.cause, level + 1) }),
});

/** A copy without secrets: by the names of fields at any depth, and in texts by shape. */
export const redactSecrets = (fields: Record<string, unknown>): Record<string, unknown> =>
  redactFields(fields, 0);
