import type { Issuer } from "#domain/certificate-authority/authority.ts";
import {
  AUTHORITY_LIST_NAME,
  caIssuersUri,
  crlUri,
  ocspUri,
} from "#domain/certificate-authority/addresses.ts";
import { newSerial } from "#domain/certificate-authority/sign.ts";
import type { DomainContext } from "#domain/context.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { isIssuedBy, isSignatureValid } from "#pki/certificate/verify.ts";
import { parseCrl } from "#pki/crl/parse.ts";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import { buildOcspRequest } from "#pki/ocsp/request.ts";
import { messageOf } from "#platform/errors.ts";

const TIMEOUT_MILLISECONDS = 5_000;

const fetched = async (address: string, body?: Buffer): Promise<Buffer> => {
  const response = await fetch(address, {
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    ...(body === undefined
      ? {}
      : {
          method: "POST",
          headers: { "content-type": "application/ocsp-request" },
          body: new Uint8Array(body),
        }),
  });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
};

const checkOcsp = async (
  { random }: Pick<DomainContext, "random">,
  issuer: Issuer,
): Promise<string | undefined> => {
  const address = ocspUri(issuer.validationUrl);
  const { subjectDer: name, publicKeyInfo } = issuer.certificate;
  const certId = issuerIdentity({ name, publicKeyInfo }).certId(newSerial(random));
  const parsed = parseOcspResponse(await fetched(address, buildOcspRequest([certId])));
  if (!parsed.ok || parsed.value.kind !== "successful")
    return `${address} gives no answer for ${issuer.issuerId}`;
  const { certificates, signatureAlgorithm, signature, tbs: data } = parsed.value;
  const responder = parseCertificate(certificates[0] ?? Buffer.alloc(0));
  const isSound =
    responder.ok &&
    isIssuedBy(responder.value, issuer.certificate) &&
    signatureAlgorithm !== undefined &&
    isSignatureValid({ publicKeyInfo: responder.value.publicKeyInfo, signatureAlgorithm, data, signature });
  return isSound ? undefined : `the answer of ${address} is not signed by a responder of ${issuer.issuerId}`;
};

/**
 * Asks the running validation authority at a generation's own address what its clients will ask: its certificate, its
 * root's list, and an OCSP answer. Gives what is wrong; undefined: nothing.
 */
export const askValidation = async (
  context: Pick<DomainContext, "random">,
  issuer: Issuer,
): Promise<string | undefined> => {
  const { validationUrl, issuerId, parentIssuerId = "" } = issuer;
  try {
    const address = caIssuersUri(validationUrl, issuerId);
    if (!(await fetched(address)).equals(issuer.der)) return `${address} is another certificate`;
    const list = crlUri(validationUrl, parentIssuerId, AUTHORITY_LIST_NAME);
    if (!parseCrl(await fetched(list)).ok) return `${list} is no list`;
    return await checkOcsp(context, issuer);
  } catch (error) {
    return messageOf(error);
  }
};
