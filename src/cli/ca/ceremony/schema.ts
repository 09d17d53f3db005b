import { z } from "zod";
import { AUTHORITY_REVOCATION_REASONS } from "#domain/certificate-authority/revoke-generation.ts";
import { AUTHORITY_KEY_ALGORITHMS } from "#platform/key-store/key-store.ts";
import { httpUrl } from "#platform/settings/values.ts";

/** The steps of a key ceremony, each one file. `docs/operating/key-ceremony.md` explains them with examples. */

const path = z.string().min(1).max(1_000).describe("File; relative to the folder of the step's own file.");
const person = z.strictObject({
  name: z.string().min(1).max(60),
  role: z.string().min(1).max(60),
});
const key = z
  .string()
  .regex(/^(file:[a-z0-9][a-z0-9-]{0,60}|pkcs11:.{1,500})$/, "expected file:NAME or pkcs11:…")
  .describe("Where the key is, or will be: a reference of the key store.");
const keyAlgorithm = z.enum(AUTHORITY_KEY_ALGORITHMS);
const family = z.enum(["bizsol", "shinkin"]);
const organization = z.string().min(1).max(40).describe("`O` of the authorities' names.");
const generation = z.number().int().min(1).max(999);
const sha256 = z
  .string()
  .transform((text) => text.replaceAll(/[\s:]/g, "").toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{64}$/, "expected the 64 hexadecimal digits of a SHA-256"))
  .describe("As it was read aloud; spaces and colons do not matter.");
const years = (most: number) => z.number().int().min(1).max(most);

const common = {
  title: z.string().min(1).max(200).describe("Heading of the minutes."),
  place: z.string().min(1).max(200).optional(),
  operators: z
    .array(person)
    .min(2)
    .max(20)
    .refine((people) => new Set(people.map(({ name }) => name)).size === people.length, "the same name twice")
    .describe("Who is present; two at least."),
  record: path.describe("The minutes, written when the step is done. While they exist it is not done again."),
};

const root = z.strictObject({
  step: z.literal("root"),
  ...common,
  family,
  organization,
  key,
  keyAlgorithm,
  validityYears: years(40),
  output: z.strictObject({ certificate: path }),
});

const issuingRequest = z.strictObject({
  step: z.literal("issuing-request"),
  ...common,
  family,
  generation,
  organization,
  key,
  keyAlgorithm,
  output: z.strictObject({ request: path }),
});

const issuingCertificate = z.strictObject({
  step: z.literal("issuing-certificate"),
  ...common,
  family,
  generation,
  rootCertificate: path,
  rootKey: key,
  request: path,
  requestSha256: sha256.optional(),
  keyAlgorithm: keyAlgorithm.describe("The kind of key that the request must be of."),
  validationUrl: httpUrl,
  validityYears: years(30),
  output: z.strictObject({ certificate: path }),
});

const rootCrl = z.strictObject({
  step: z.literal("root-crl"),
  ...common,
  family,
  rootCertificate: path,
  rootKey: key,
  previous: path
    .optional()
    .describe("The list before: what it revokes is carried over. Left out for the first."),
  validityDays: z.number().int().min(1).max(800),
  revoked: z
    .array(
      z.strictObject({
        certificate: path,
        revokedAt: z.iso.datetime({ offset: true }),
        reason: z.enum(AUTHORITY_REVOCATION_REASONS),
      }),
    )
    .max(100)
    .default([]),
  output: z.strictObject({ crl: path }),
});

const importStep = z.strictObject({
  step: z.literal("import"),
  ...common,
  family,
  rootCertificate: path,
  rootCertificateSha256: sha256.optional(),
  rootKey: key.optional().describe("Only if the root's key is on this machine."),
  rootCrl: path.optional(),
  issuing: z
    .strictObject({
      generation,
      request: path,
      certificate: path,
      certificateSha256: sha256.optional(),
      key,
      keyAlgorithm,
      responderKey: key,
      responderKeyAlgorithm: keyAlgorithm,
      validationUrl: httpUrl,
    })
    .optional(),
});

/** One step of a key ceremony. */
export const stepSchema = z.discriminatedUnion("step", [
  root,
  issuingRequest,
  issuingCertificate,
  rootCrl,
  importStep,
]);

export type Step = z.infer<typeof stepSchema>;
export type StepNamed<Name extends Step["step"]> = Extract<Step, { readonly step: Name }>;
