/** The parts of a gate's host name: `<nonce>.cert.<institution>.<base>`. */
export interface GateHost {
  readonly nonce: string;
  readonly institutionId: string;
}

const NONCE = /^[a-z2-7]{32}$/;
const INSTITUTION = /^[a-z][a-z0-9-]{1,30}$/;

/** A host name, without port; undefined unless it is written exactly as the portal writes it. */
export const parseGateHostname = (hostname: string, base: string): GateHost | undefined => {
  const suffix = `.${base}`;
  if (!hostname.endsWith(suffix)) return undefined;
  const [nonce, marker, institutionId, ...more] = hostname.slice(0, -suffix.length).split(".");
  if (nonce === undefined || institutionId === undefined || marker !== "cert" || more.length > 0)
    return undefined;
  return NONCE.test(nonce) && INSTITUTION.test(institutionId) ? { nonce, institutionId } : undefined;
};

/**
 * The `Host` field of a request. Strict: browsers send what the portal redirected them to, in lower case, without user
 * information or a trailing dot; whatever is written otherwise is not ours. `port` is the gate's as browsers see it.
 */
export const parseGateHost = (
  field: string | undefined,
  expected: { readonly base: string; readonly port: number },
): (GateHost & { readonly hostname: string }) | undefined => {
  if (field === undefined) return undefined;
  const suffix = expected.port === 443 ? "" : `:${expected.port}`;
  if (!field.endsWith(suffix)) return undefined;
  const hostname = field.slice(0, field.length - suffix.length);
  const host = parseGateHostname(hostname, expected.base);
  return host === undefined ? undefined : { ...host, hostname };
};
