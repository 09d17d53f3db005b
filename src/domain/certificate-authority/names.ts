import { nameOf, type Name } from "#pki/name.ts";
import { OID } from "#pki/oids.ts";
import type { Family } from "../institution/policy.ts";

/** What the authorities of a family are called; part of every certificate, so it never changes. */
const FAMILY_NAMES: Readonly<Record<Family, string>> = { bizsol: "BizSOL", shinkin: "Shinkin" };

/** All families, in the order in which their authorities are made. */
export const FAMILIES: readonly Family[] = ["bizsol", "shinkin"];

export const rootIdOf = (family: Family): string => `${family}-root`;
export const issuingIdOf = (family: Family, generation: number): string => `${family}-g${generation}`;

/** What an OCSP responder, and its key, is called after its issuer. */
export const responderIdOf = (issuerId: string): string => `${issuerId}-ocsp`;

const named = (organization: string, commonName: string): Name =>
  nameOf([
    ["C", "JP"],
    ["O", organization],
    ["CN", commonName],
  ]);

export const rootName = (organization: string, family: Family): Name =>
  named(organization, `${organization} ${FAMILY_NAMES[family]} Root CA`);

export const issuingName = (organization: string, family: Family, generation: number): Name =>
  named(organization, `${organization} ${FAMILY_NAMES[family]} CA G${generation}`);

/** The responder is named after its issuer. */
export const responderName = (issuerName: Name): Name =>
  issuerName.map((level) =>
    level.map((attribute) =>
      attribute.type === OID.commonName ? { ...attribute, value: `${attribute.value} OCSP` } : attribute,
    ),
  );

/** Begins the key reference of a root whose key never comes to this machine. */
const OFFLINE = "offline:";

export const offlineReference = (issuerId: string): string => `${OFFLINE}${issuerId}`;
export const isOffline = (keyReference: string): boolean => keyReference.startsWith(OFFLINE);

/** `O` of an authority's name; undefined where it has none. */
export const organizationOf = (name: Name): string | undefined =>
  name.flat().find(({ type }) => type === OID.organizationName)?.value;
