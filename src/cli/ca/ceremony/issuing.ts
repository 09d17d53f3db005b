import {
  readIssuingCertificate,
  readIssuingRequest,
  readRootCertificate,
} from "#domain/certificate-authority/ceremony.ts";
import { signIssuing } from "#domain/certificate-authority/first-certificates.ts";
import { issuingIdOf, issuingName, organizationOf, rootIdOf } from "#domain/certificate-authority/names.ts";
import { openKey } from "#domain/certificate-authority/open-key.ts";
import { buildCertificationRequest } from "#pki/csr/build.ts";
import { formatName } from "#pki/name-text.ts";
import { orRefuse } from "../../exit.ts";
import { certificateItem, keyItem, requestItem, sha256Of, spoken } from "./minutes.ts";
import type { StepNamed } from "./schema.ts";
import { refuse, type Inputs, type PreparedStep } from "./step.ts";

/** Step `issuing-request`: the key of an issuing authority and its request, on the machine that will issue. */
export const prepareIssuingRequest = (step: StepNamed<"issuing-request">): PreparedStep => {
  const { family, generation, organization, key: reference, keyAlgorithm } = step;
  const subject = issuingName(organization, family, generation);
  const issuerId = issuingIdOf(family, generation);
  return {
    wouldDo: "make the key of an issuing authority and a request for its certificate",
    facts: {
      generation: issuerId,
      subject: formatName(subject),
      key: reference,
      keyAlgorithm,
      request: step.output.request,
    },
    newKeys: [reference],
    outputs: [step.output.request],
    isAtomic: false,
    perform: async ({ newKey, output }) => {
      const key = await newKey(reference, keyAlgorithm);
      const { signer } = key;
      const { publicKeyInfo, signatureAlgorithm } = signer;
      const der = await output({
        path: step.output.request,
        label: "CERTIFICATE REQUEST",
        isWanted: (found) => {
          const read = readIssuingRequest(found, { subject, keyAlgorithm });
          return read.ok && read.value.publicKeyInfo.equals(publicKeyInfo);
        },
        make: () =>
          buildCertificationRequest({
            subject,
            publicKeyInfo,
            signatureAlgorithm,
            sign: (data) => signer.sign(data),
          }),
      });
      return [
        keyItem({ ...key, publicKeyInfo }),
        requestItem(issuerId, der, publicKeyInfo, formatName(subject)),
      ];
    },
  };
};

/** Step `issuing-certificate`: the root signs an issuing authority's request, on the machine that keeps its key. */
export const prepareIssuingCertificate = (
  step: StepNamed<"issuing-certificate">,
  inputs: Inputs,
): PreparedStep => {
  const { family, generation, keyAlgorithm, rootKey, validationUrl, validityYears } = step;
  const root = orRefuse(readRootCertificate(inputs.der("CERTIFICATE", step.rootCertificate), family));
  const subject = issuingName(organizationOf(root.subject) ?? "", family, generation);
  const der = inputs.der("CERTIFICATE REQUEST", step.request);
  const digest = sha256Of(der);
  if (step.requestSha256 !== undefined && step.requestSha256 !== digest) {
    refuse({ code: "CEREMONY_REQUEST_UNFIT", detail: `its SHA-256 is ${digest}` });
  }
  const request = orRefuse(readIssuingRequest(der, { subject, keyAlgorithm }));
  const { publicKeyInfo } = request;
  const issuerId = issuingIdOf(family, generation);
  const expected = { root, family, subject, publicKeyInfo, validationUrl };
  return {
    wouldDo: "sign the certificate of an issuing authority with the root's key",
    facts: {
      generation: issuerId,
      subject: formatName(subject),
      issuer: formatName(root.subject),
      rootKey,
      keyAlgorithm,
      requestSha256: spoken(digest).replaceAll("\n", " "),
      validationUrl,
      validityYears,
      certificate: step.output.certificate,
    },
    newKeys: [],
    outputs: [step.output.certificate],
    isAtomic: false,
    perform: async ({ keyStore, output, random, now }) => {
      const signer = orRefuse(await openKey(keyStore, rootKey, root, rootIdOf(family)));
      const signed = await output({
        path: step.output.certificate,
        label: "CERTIFICATE",
        isWanted: (found) => readIssuingCertificate(found, expected).ok,
        make: async () =>
          (
            await signIssuing({
              random,
              now,
              family,
              subject,
              publicKeyInfo,
              validationUrl,
              years: validityYears,
              root: { certificate: root, signer },
            })
          ).der,
      });
      return [
        requestItem(issuerId, der, publicKeyInfo, formatName(subject)),
        certificateItem(issuerId, orRefuse(readIssuingCertificate(signed, expected))),
      ];
    },
  };
};
