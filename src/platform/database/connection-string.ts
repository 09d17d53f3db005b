/**
 * A connection string with server settings for every session opened by it (`-c name=value`).
 *
 * They are put into the string itself, because pg lets the string win over its other options: a string that
 * carried its own `options` would otherwise switch ours off, the role among them.
 */
export const withServerOptions = (
  connectionString: string,
  settings: Readonly<Record<string, string>>,
): string => {
  const url = new URL(connectionString);
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const given = url.searchParams.get("options");
  url.searchParams.set("options", [...(given === null ? [] : [given]), ...ours].join(" "));
  return url.href;
};

/** The same server, another database. */
export const withDatabase = (connectionString: string, database: string): string => {
  const url = new URL(connectionString);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
};

/** A connection string for a server that listens on a Unix socket in `socketDirectory`. */
export const socketConnectionString = (parts: {
  readonly socketDirectory: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}): string => {
  const url = new URL("postgresql://localhost");
  url.username = encodeURIComponent(parts.user);
  url.password = encodeURIComponent(parts.password);
  url.pathname = `/${encodeURIComponent(parts.database)}`;
  url.searchParams.set("host", parts.socketDirectory);
  return url.href;
};
