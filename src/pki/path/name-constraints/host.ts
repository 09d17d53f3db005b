/** Hosts as constraints of URIs and mail addresses have them: a host, or with a period before it all hosts beneath. */
export const isWithinHost = (host: string, base: string): boolean =>
  base.startsWith(".")
    ? host.toLowerCase().endsWith(base.toLowerCase()) && host.length > base.length
    : host.toLowerCase() === base.toLowerCase();
