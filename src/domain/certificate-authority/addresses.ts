/** Addresses of the validation authority, as they stand in certificates. `validationUrl` has no slash at the end. */

/** Name of the CRL shard of an institution: one list holds the rows of one institution only. */
export const shardName = (institutionCode: string, shard: number): string => `${institutionCode}-${shard}`;

const SHARD_NAME = /^([0-9]{4})-(0|[1-9][0-9]{0,5})$/;

/** Takes a shard's name apart; undefined when it is none. */
export const parseShardName = (
  name: string,
): { readonly institutionCode: string; readonly shard: number } | undefined => {
  const match = SHARD_NAME.exec(name);
  return match?.[1] === undefined ? undefined : { institutionCode: match[1], shard: Number(match[2]) };
};

/** Name of the list in which a root revokes issuing authorities. */
export const AUTHORITY_LIST_NAME = "authorities";

export const crlUri = (validationUrl: string, issuerId: string, listName: string): string =>
  `${validationUrl}/crl/${issuerId}/${listName}.crl`;

export const caIssuersUri = (validationUrl: string, issuerId: string): string =>
  `${validationUrl}/ca/${issuerId}.cer`;

export const ocspUri = (validationUrl: string): string => `${validationUrl}/ocsp`;
