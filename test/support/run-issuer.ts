import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** `bin/tegata-issuer`, for tests that start it by themselves. */
export const issuerProgram = fileURLToPath(new URL("../../bin/tegata-issuer", import.meta.url));

/** How a run of the issuing application ended. */
export interface IssuerRun {
  readonly exitCode: number;
  /** The JSON object on standard output; undefined where there was none. */
  readonly answer: unknown;
  /** What was said on standard error. */
  readonly said: string;
}

/** The environment of a person: a home directory, and nothing that points elsewhere. */
export const environmentOf = (home: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const {
    XDG_DATA_HOME: _data,
    XDG_CONFIG_HOME: _config,
    XDG_STATE_HOME: _state,
    ...inherited
  } = process.env;
  return { ...inherited, ...more, HOME: home };
};

/** Runs `bin/tegata-issuer` as the person of a home directory, with answers on standard input. */
export const runIssuer = async (
  home: string,
  words: readonly string[],
  answers?: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv = {},
): Promise<IssuerRun> => {
  const answering = answers === undefined ? [] : ["--answers-stdin"];
  const child = spawn(issuerProgram, [...words, "--json", ...answering], {
    // Some other directory than the project's: it must not matter.
    cwd: "/",
    env: environmentOf(home, environment),
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(answers === undefined ? "" : JSON.stringify(answers));
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  const [exitCode, out, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const answer: unknown = out.trim() === "" ? undefined : JSON.parse(out);
  return { exitCode, answer, said };
};

const bilingual = z.object({ ja: z.string(), en: z.string() });

/** What `--json` answers; a change here is a change for whoever reads it. */
export const obtainedAnswer = z.object({
  result: z.enum(["issued", "renewed"]),
  subject: z.string(),
  serial: z.string().regex(/^[0-9a-f]{32}$/),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  daysLeft: z.int(),
  superseded: z.string().optional(),
  unusable: z.array(z.string()),
  keyStore: z.object({
    kind: z.string(),
    location: z.string(),
    protection: z.enum(["hardware", "software"]),
    exportable: z.boolean(),
  }),
});
const certificateRecord = z.object({
  serial: z.string(),
  institution: z.object({ id: z.string(), name: bilingual }).optional(),
  account: z.record(z.string(), z.string()).optional(),
  deviceName: z.string().optional(),
  osUser: z.string().optional(),
  subject: z.string(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  daysLeft: z.int(),
  state: z.enum(["valid", "notYetValid", "expired", "revoked"]),
  revocation: z.enum(["good", "revoked", "unknown", "unreachable", "notAsked"]),
});
export const listAnswer = z.object({ certificates: z.array(certificateRecord) });
export const deleteAnswer = z.object({ deleted: z.boolean(), certificate: certificateRecord });
export const failureAnswer = z.object({
  error: z.object({
    code: z.string(),
    kind: z.string(),
    cause: bilingual,
    action: bilingual,
    supportId: z.string().regex(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/),
    detail: z.string(),
  }),
});
export const doctorAnswer = z.object({
  good: z.boolean(),
  findings: z.array(
    z.object({
      check: z.string(),
      outcome: z.enum(["good", "bad", "skipped"]),
      detail: z.string(),
      failure: z.object({ code: z.string(), cause: bilingual, action: bilingual }).optional(),
    }),
  ),
});
