import { readRootCertificate } from "#domain/certificate-authority/ceremony.ts";
import { signRoot } from "#domain/certificate-authority/first-certificates.ts";
import { rootIdOf, rootName } from "#domain/certificate-authority/names.ts";
import { readRootCrl } from "#domain/certificate-authority/revoke-generation.ts";
import { signRootCrl } from "#domain/certificate-authority/root-crl.ts";
import { openKey } from "#domain/certificate-authority/open-key.ts";
import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { isIssuedBy } from "#pki/certificate/verify.ts";
import type { CrlEntryFields } from "#pki/crl/build.ts";
import { formatName } from "#pki/name-text.ts";
import { orRefuse } from "../../exit.ts";
import { certificateItem, keyItem, listItem } from "./minutes.ts";
import type { StepNamed } from "./schema.ts";
import { refuse, type Inputs, type PreparedStep } from "./step.ts";

/** Step `root`: a root's key and its self-signed certificate, on the machine that keeps the key. */
export const prepareRoot = (step: StepNamed<"root">): PreparedStep => {
  const { family, organization, key: reference, keyAlgorithm, validityYears, output } = step;
  return {
    wouldDo: "make the root's key and sign its certificate with it",
    facts: {
      subject: formatName(rootName(organization, family)),
      key: reference,
      keyAlgorithm,
      validityYears,
      certificate: output.certificate,
    },
    newKeys: [reference],
    outputs: [output.certificate],
    isAtomic: false,
    perform: async ({ newKey, output: write, random, now }) => {
      const key = await newKey(reference, keyAlgorithm);
      const { signer } = key;
      const isOurs = (read: ReturnType<typeof readRootCertificate>): boolean =>
        read.ok && read.value.publicKeyInfo.equals(signer.publicKeyInfo);
      const der = await write({
        path: output.certificate,
        label: "CERTIFICATE",
        isWanted: (found) => isOurs(readRootCertificate(found, family)),
        make: async () =>
          (await signRoot({ random, now, family, organization, signer, years: validityYears })).der,
      });
      const certificate = orRefuse(readRootCertificate(der, family));
      return [
        keyItem({ ...key, publicKeyInfo: signer.publicKeyInfo }),
        certificateItem(rootIdOf(family), certificate),
      ];
    },
  };
};

const revocationOf = (
  root: Certificate,
  der: Buffer,
  given: StepNamed<"root-crl">["revoked"][number],
): CrlEntryFields => {
  const parsed = parseCertificate(der);
  if (!parsed.ok || !isIssuedBy(parsed.value, root)) {
    const detail = `${given.certificate} is not signed by ${formatName(root.subject)}`;
    return refuse({ code: "CEREMONY_CERTIFICATE_UNFIT", detail });
  }
  const revokedAt = Temporal.Instant.from(given.revokedAt);
  const at = revokedAt.round({ smallestUnit: "second", roundingMode: "floor" });
  return { serial: parsed.value.serial, revokedAt: at, reason: given.reason };
};

/** Step `root-crl`: the list in which a root revokes issuing authorities, on the machine that keeps its key. */
export const prepareRootCrl = (step: StepNamed<"root-crl">, inputs: Inputs): PreparedStep => {
  const rootId = rootIdOf(step.family);
  const root = orRefuse(readRootCertificate(inputs.der("CERTIFICATE", step.rootCertificate), step.family));
  const previous =
    step.previous === undefined
      ? undefined
      : orRefuse(readRootCrl(rootId, root, inputs.der("X509 CRL", step.previous)));
  const added = step.revoked.map((one) =>
    revocationOf(root, inputs.der("CERTIFICATE", one.certificate), one),
  );
  const known = new Set(added.map(({ serial }) => serial));
  const carried = (previous?.list.entries ?? []).filter(({ serial }) => !known.has(serial));
  const revoked: CrlEntryFields[] = [...carried, ...added];
  const number = (previous?.row.number ?? 0) + 1;
  const serials = (entries: readonly { readonly serial: string }[]): string =>
    entries
      .map(({ serial }) => serial)
      .sort()
      .join();
  return {
    wouldDo: "sign the root's list of revoked authorities",
    facts: {
      issuer: formatName(root.subject),
      rootKey: step.rootKey,
      number,
      validityDays: step.validityDays,
      revoked: revoked.map(({ serial, reason }) => `${serial} (${reason})`),
      crl: step.output.crl,
    },
    newKeys: [],
    outputs: [step.output.crl],
    isAtomic: false,
    perform: async ({ keyStore, output, now }) => {
      if (revoked.some(({ revokedAt }) => Temporal.Instant.compare(revokedAt, now) > 0)) {
        refuse({ code: "ROOT_CRL_UNFIT", detail: "a revocation lies in the future" });
      }
      const signer = orRefuse(await openKey(keyStore, step.rootKey, root, rootId));
      const der = await output({
        path: step.output.crl,
        label: "X509 CRL",
        isWanted: (found) => {
          const read = readRootCrl(rootId, root, found);
          return (
            read.ok &&
            read.value.row.number === number &&
            serials(read.value.list.entries ?? []) === serials(revoked)
          );
        },
        make: async () =>
          (
            await signRootCrl({
              root: { issuerId: rootId, certificate: root, signer },
              number,
              now,
              revoked,
              days: step.validityDays,
            })
          ).crl,
      });
      return [listItem(rootId, orRefuse(readRootCrl(rootId, root, der)).list)];
    },
  };
};
