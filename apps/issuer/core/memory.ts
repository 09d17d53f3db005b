import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { systemErrorCode } from "./system-error.ts";

/**
 * What the application remembers between runs, in one small file of this OS user. No secret is ever in it: neither
 * passwords nor keys nor session tokens. Losing it loses only names in the list.
 */

const bilingual = z.object({ ja: z.string(), en: z.string() });

const institutionSchema = z.object({
  server: z.string(),
  id: z.string(),
  name: bilingual,
  /** DER of the authorities that issue for it, base64: by these our certificates are told from others'. */
  authorities: z.array(z.string()),
});

const certificateSchema = z.object({
  /** 32 lower-case hexadecimal digits. */
  serial: z.string(),
  server: z.string(),
  institution: z.string(),
  /** What the person entered that is no secret: login ID, or contract ID and user ID. */
  account: z.array(z.object({ name: z.string(), label: bilingual, value: z.string() })),
  deviceName: z.string(),
  osUser: z.string(),
  installedAt: z.string(),
});

/** A key that was made and has no confirmed certificate yet: to be cleaned up where the work was cut off. */
const unfinishedKeySchema = z.object({
  publicKeyInfo: z.string(),
  location: z.string(),
  startedAt: z.string(),
  /** Of the run that made it. */
  processId: z.int(),
});

const memorySchema = z.object({
  version: z.literal(1),
  institutions: z.array(institutionSchema),
  certificates: z.array(certificateSchema),
  unfinishedKeys: z.array(unfinishedKeySchema),
});

export type RememberedInstitution = z.infer<typeof institutionSchema>;
export type RememberedCertificate = z.infer<typeof certificateSchema>;
export type UnfinishedKey = z.infer<typeof unfinishedKeySchema>;
type Contents = z.infer<typeof memorySchema>;

const nothing: Contents = { version: 1, institutions: [], certificates: [], unfinishedKeys: [] };

const readContents = (file: string): Contents => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return nothing;
    throw error;
  }
  try {
    return memorySchema.parse(JSON.parse(text));
  } catch {
    // A damaged file is kept beside, for whoever wants to know, and a new one begun.
    renameSync(file, `${file}.damaged`);
    return nothing;
  }
};

/** The memory file: read anew and written whole at each change, so that two runs at once lose nothing big. */
export class Memory {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  institutions(): readonly RememberedInstitution[] {
    return readContents(this.file).institutions;
  }

  certificate(serial: string): RememberedCertificate | undefined {
    return readContents(this.file).certificates.find((known) => known.serial === serial);
  }

  unfinishedKeys(location: string): readonly UnfinishedKey[] {
    return readContents(this.file).unfinishedKeys.filter((key) => key.location === location);
  }

  rememberInstitution(institution: RememberedInstitution): void {
    this.#change((contents) => {
      const known = contents.institutions.find(
        ({ server, id }) => server === institution.server && id === institution.id,
      );
      // Authorities of earlier generations are kept: their certificates are still here.
      const authorities = [...new Set([...institution.authorities, ...(known?.authorities ?? [])])];
      const others = contents.institutions.filter((other) => other !== known);
      return { ...contents, institutions: [...others, { ...institution, authorities }] };
    });
  }

  rememberCertificate(certificate: RememberedCertificate): void {
    this.#change((contents) => ({
      ...contents,
      certificates: [
        ...contents.certificates.filter(({ serial }) => serial !== certificate.serial),
        certificate,
      ],
    }));
  }

  forgetCertificate(serial: string): void {
    this.#change((contents) => ({
      ...contents,
      certificates: contents.certificates.filter((known) => known.serial !== serial),
    }));
  }

  rememberUnfinishedKey(key: UnfinishedKey): void {
    this.#change((contents) => ({ ...contents, unfinishedKeys: [...contents.unfinishedKeys, key] }));
  }

  forgetUnfinishedKey(publicKeyInfo: string): void {
    this.#change((contents) => ({
      ...contents,
      unfinishedKeys: contents.unfinishedKeys.filter((key) => key.publicKeyInfo !== publicKeyInfo),
    }));
  }

  #change(change: (contents: Contents) => Contents): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    const temporary = `${this.file}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(change(readContents(this.file)), null, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(temporary, this.file);
  }
}
