import { resolve } from "node:path";
import { unreachable } from "#shared/invariant.ts";
import type { Step } from "./schema.ts";

/** A step with whole paths, and the files that it reads. */
export interface PlacedStep {
  readonly step: Step;
  readonly inputs: readonly string[];
}

/** Takes every path of a step from the folder of its file. */
export const withPaths = (step: Step, folder: string): PlacedStep => {
  const at = (path: string): string => resolve(folder, path);
  const record = at(step.record);
  switch (step.step) {
    case "root":
      return { step: { ...step, record, output: { certificate: at(step.output.certificate) } }, inputs: [] };
    case "issuing-request":
      return { step: { ...step, record, output: { request: at(step.output.request) } }, inputs: [] };
    case "issuing-certificate": {
      const rootCertificate = at(step.rootCertificate);
      const request = at(step.request);
      const output = { certificate: at(step.output.certificate) };
      return {
        step: { ...step, record, rootCertificate, request, output },
        inputs: [rootCertificate, request],
      };
    }
    case "root-crl": {
      const rootCertificate = at(step.rootCertificate);
      const revoked = step.revoked.map((one) => ({ ...one, certificate: at(one.certificate) }));
      const previous = step.previous === undefined ? [] : [at(step.previous)];
      return {
        step: {
          ...step,
          record,
          rootCertificate,
          revoked,
          ...(previous[0] === undefined ? {} : { previous: previous[0] }),
          output: { crl: at(step.output.crl) },
        },
        inputs: [rootCertificate, ...previous, ...revoked.map(({ certificate }) => certificate)],
      };
    }
    case "import": {
      const rootCertificate = at(step.rootCertificate);
      const rootCrl = step.rootCrl === undefined ? [] : [at(step.rootCrl)];
      const { issuing } = step;
      const placed =
        issuing === undefined
          ? []
          : [{ ...issuing, request: at(issuing.request), certificate: at(issuing.certificate) }];
      return {
        step: {
          ...step,
          record,
          rootCertificate,
          ...(rootCrl[0] === undefined ? {} : { rootCrl: rootCrl[0] }),
          ...(placed[0] === undefined ? {} : { issuing: placed[0] }),
        },
        inputs: [
          rootCertificate,
          ...rootCrl,
          ...placed.flatMap(({ request, certificate }) => [request, certificate]),
        ],
      };
    }
    default:
      return unreachable(step);
  }
};
