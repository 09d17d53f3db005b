import { importAuthorities, readImport, type AuthorityImport } from "#domain/certificate-authority/import.ts";
import { listAuthorities } from "#domain/certificate-authority/list.ts";
import { issuingIdOf, rootIdOf } from "#domain/certificate-authority/names.ts";
import { readRootCrl } from "#domain/certificate-authority/revoke-generation.ts";
import type { Actor } from "#domain/context.ts";
import type { Certificate } from "#pki/certificate/parse.ts";
import { formatName } from "#pki/name-text.ts";
import { CommandRefused, orRefuse } from "../../exit.ts";
import type { CommandSystem } from "../../system.ts";
import { certificateItem, listItem, sha256Of, type Item } from "./minutes.ts";
import type { StepNamed } from "./schema.ts";
import { refuse, type Inputs, type PreparedStep, type Tools } from "./step.ts";

const importOf = (step: StepNamed<"import">, inputs: Inputs): AuthorityImport => ({
  family: step.family,
  rootCertificate: inputs.der("CERTIFICATE", step.rootCertificate),
  rootKey: step.rootKey,
  rootCrl: step.rootCrl === undefined ? undefined : inputs.der("X509 CRL", step.rootCrl),
  issuing:
    step.issuing === undefined
      ? undefined
      : {
          ...step.issuing,
          request: inputs.der("CERTIFICATE REQUEST", step.issuing.request),
          certificate: inputs.der("CERTIFICATE", step.issuing.certificate),
        },
});

/** The certificate that was read aloud is the one in the file. */
const demandDigest = (what: string, certificate: Certificate, expected: string | undefined): void => {
  const digest = sha256Of(certificate.der);
  if (expected === undefined || expected === digest) return;
  refuse({ code: "CEREMONY_CERTIFICATE_UNFIT", detail: `the SHA-256 of the ${what} is ${digest}` });
};

/** Whether the interrupted run had recorded it: the very certificate. */
const isOnRecord = async ({ context }: CommandSystem, certificate: Certificate): Promise<boolean> =>
  (await listAuthorities(context)).some(({ fingerprint }) => fingerprint === sha256Of(certificate.der));

const record = async (
  system: CommandSystem,
  { keyStore, isResumed }: Tools,
  given: AuthorityImport,
  issuing: Certificate | undefined,
  actor: Actor,
): Promise<readonly string[]> => {
  if (isResumed && issuing !== undefined && (await isOnRecord(system, issuing))) return [];
  const imported = await importAuthorities(system.context, keyStore, given, actor);
  if (!imported.ok) throw new CommandRefused(imported.refusal);
  return imported.value.revoked;
};

/** Step `import`: root, its list and an issuing authority come into the record of the machine that issues. */
export const prepareImport = (step: StepNamed<"import">, inputs: Inputs, actor: Actor): PreparedStep => {
  const given = importOf(step, inputs);
  const { root, issuing } = orRefuse(readImport(given));
  demandDigest("root's certificate", root, step.rootCertificateSha256);
  if (issuing !== undefined) demandDigest("issuing certificate", issuing, step.issuing?.certificateSha256);
  const rootId = rootIdOf(step.family);
  const list =
    given.rootCrl === undefined ? undefined : orRefuse(readRootCrl(rootId, root, given.rootCrl)).list;
  return {
    wouldDo: "take certificates and list into the record; nothing is given out yet",
    facts: {
      root: formatName(root.subject),
      rootKey: step.rootKey ?? "kept elsewhere",
      list: list === undefined ? undefined : `number ${String(list.number)}`,
      ...(step.issuing === undefined || issuing === undefined
        ? {}
        : {
            generation: issuingIdOf(step.family, step.issuing.generation),
            subject: formatName(issuing.subject),
            key: step.issuing.key,
            responderKey: step.issuing.responderKey,
            validationUrl: step.issuing.validationUrl,
          }),
    },
    newKeys: step.issuing === undefined ? [] : [step.issuing.responderKey],
    outputs: [],
    isAtomic: true,
    perform: async (tools) => {
      const revoked = await tools.withDatabase((system) => record(system, tools, given, issuing, actor));
      const items: Item[] = [certificateItem(rootId, root)];
      if (list !== undefined) items.push(listItem(rootId, list));
      if (issuing !== undefined && step.issuing !== undefined) {
        items.push(certificateItem(issuingIdOf(step.family, step.issuing.generation), issuing));
      }
      for (const name of revoked) {
        items.push({ kind: "generation", name, facts: { state: "revoked" }, fingerprints: {} });
      }
      return items;
    },
  };
};
