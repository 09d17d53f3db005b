import type { Config } from "../config.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { freePort } from "./free-port.ts";

/** Ports on which this process listens. */
export type Ports = Config["ports"];

/** Where the parts are, as others reach them. */
export interface SystemAddresses {
  /** By the institution's short name: `https://hisui.localhost:8443`. */
  readonly portal: Readonly<Record<string, string>>;
  /** Registration authority: enrolment API and EST. */
  readonly enrollment: string;
  /** OCSP, CRLs, certificates of the authorities, health. */
  readonly validation: string;
  readonly operations: string;
  /** Page of the demonstration's mail. */
  readonly mail: string;
  /** Ports of portal and gate as browsers see them. */
  readonly portalPort: number;
  readonly gatePort: number;
}

/** Replaces 0 by a port that is free. */
export const choosePorts = async (ports: Ports, host: string): Promise<Ports> => {
  const choose = async (port: number): Promise<number> => (port === 0 ? freePort(host) : port);
  return {
    portal: await choose(ports.portal),
    gate: await choose(ports.gate),
    operations: await choose(ports.operations),
    enrollment: await choose(ports.enrollment),
    validation: await choose(ports.validation),
    mail: await choose(ports.mail),
  };
};

const secure = (host: string, port: number): string =>
  port === 443 ? `https://${host}` : `https://${host}:${port}`;

export const addressesOf = (
  config: Config,
  ports: Ports,
  institutions: InstitutionRegistry,
): SystemAddresses => ({
  portal: Object.fromEntries(
    institutions.all.map(({ id }) => [
      id,
      secure(`${id}.${config.baseDomain}`, config.portalPublicPort ?? ports.portal),
    ]),
  ),
  enrollment: config.enrollmentUrl ?? secure(config.baseDomain, ports.enrollment),
  validation:
    config.validationUrl ??
    (ports.validation === 80
      ? `http://${config.baseDomain}`
      : `http://${config.baseDomain}:${ports.validation}`),
  operations: secure(config.baseDomain, ports.operations),
  mail: `http://localhost:${ports.mail}`,
  portalPort: config.portalPublicPort ?? ports.portal,
  gatePort: config.gatePublicPort ?? ports.gate,
});
