import type { DomainContext } from "#domain/context.ts";

/** What the portal's handlers may use. Made once by the composition root. */
export interface PortalServices {
  readonly context: DomainContext;
  readonly addresses: PortalAddresses;
}

/** Where the parts of the installation are, as customers' browsers reach them. */
export interface PortalAddresses {
  /** Domain below which institutions have their hosts: `localhost` for `hisui.localhost`. */
  readonly base: string;
  /** Port of the certificate gate as browsers see it. */
  readonly gatePort: number;
  /** Base address of the registration authority, as the issuing application needs it: `https://localhost:8446`. */
  readonly enrollment: string;
  /** Certificate file that the issuing application must be told to trust; absent where the system's store knows it. */
  readonly serverCaFile?: string;
}

const withPort = (host: string, port: number): string => (port === 443 ? host : `${host}:${port}`);

/** The gate's address for one attempt: `https://<nonce>.cert.<id>.<base>:<port>/`. */
export const gateAddress = (addresses: PortalAddresses, institutionId: string, nonce: string): string =>
  `https://${withPort(`${nonce}.cert.${institutionId}.${addresses.base}`, addresses.gatePort)}/`;

/** All addresses of an institution's gate, as the Content-Security-Policy writes them. */
export const gatePattern = (addresses: PortalAddresses, institutionId: string): string =>
  `https://${withPort(`*.cert.${institutionId}.${addresses.base}`, addresses.gatePort)}`;
