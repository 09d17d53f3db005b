import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";

/** What the issuing application is asked to do, and where. */
export interface IssuerTask {
  readonly purpose: "issue" | "renew";
  readonly institutionId: string;
  /** Base address of the registration authority. */
  readonly enrollment: string;
  readonly serverCaFile: string | undefined;
  /** Options that name the person, where somebody is logged in; the application asks otherwise. */
  readonly person: readonly (readonly ["--login-id" | "--contract-id" | "--user-id", string])[];
}

/** A word as a POSIX shell takes it literally. */
const quoted = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The command line of the issuing application, to be copied as it is. */
export const issuerCommand = (task: IssuerTask): string => {
  const words = [
    "bin/tegata-issuer",
    task.purpose,
    "--institution",
    task.institutionId,
    "--server",
    task.enrollment,
    ...(task.serverCaFile === undefined ? [] : ["--server-ca", task.serverCaFile]),
    ...task.person.flat(),
  ];
  return words.map(quoted).join(" ");
};

/** A command to copy: one click selects all of it. */
export const commandBlock = (command: string): Fragment =>
  html`<code class="command" translate="no">${command}</code>`;
