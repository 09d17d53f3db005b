import { execFile } from "node:child_process";
import type { KeyObject } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { encodePem } from "#pki/pem.ts";
import type { HttpAnswer } from "./enrollment-client.ts";
import { call, requestFor } from "./enrollment-client.ts";
import type { RunningServer } from "./enrollment-world.ts";

/** What a foreign program said and how it ended. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs a program of the machine; a failure is an outcome, not an exception. */
export const runTool = (
  command: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly directory?: string } = {},
): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(
      command,
      [...args],
      { cwd: options.directory, timeout: 60_000 },
      (error, stdout, stderr) => {
        const failed = error === null ? 0 : 1;
        resolve({
          status: typeof error?.code === "number" ? error.code : failed,
          output: `${stdout}${stderr}`,
        });
      },
    );
    if (options.input !== undefined) child.stdin?.end(options.input);
  });

/** Fails with the Debian package to install when a program is not on this machine. */
export const requireTool = async (command: string, debianPackage: string): Promise<void> => {
  const { status } = await runTool("sh", ["-c", 'command -v "$1"', "sh", command]);
  if (status !== 0) throw new Error(`${command} is not here: install the Debian package ${debianPackage}`);
};

/** A directory for a test file's foreign programs; removed afterwards. */
export const toolDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-est-"));
  after(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

export interface EstCall {
  readonly institutionId: string;
  readonly operation: "cacerts" | "csrattrs" | "simpleenroll" | "simplereenroll";
  readonly pkcs10?: Buffer | string;
  readonly basic?: string;
  readonly contentType?: string;
  readonly certificate?: { readonly der: Buffer; readonly key: KeyObject };
}

/** One EST request, on a connection of its own. */
export const est = (server: RunningServer, wish: EstCall): Promise<HttpAnswer> => {
  const { pkcs10, basic, certificate } = wish;
  const isPost = wish.operation.startsWith("simple");
  return call(server, {
    path: `/.well-known/est/${wish.institutionId}/${wish.operation}`,
    method: isPost ? "POST" : "GET",
    headers: {
      ...(isPost ? { "content-type": wish.contentType ?? "application/pkcs10" } : {}),
      ...(basic === undefined
        ? {}
        : { authorization: `Basic ${Buffer.from(basic, "utf8").toString("base64")}` }),
    },
    ...(pkcs10 === undefined || !isPost
      ? {}
      : { body: typeof pkcs10 === "string" ? pkcs10 : pkcs10.toString("base64") }),
    ...(certificate === undefined
      ? {}
      : {
          certificate: {
            cert: encodePem("CERTIFICATE", certificate.der),
            key: certificate.key.export({ type: "pkcs8", format: "pem" }),
          },
        }),
  });
};

/** A PKCS#10 request in base64, as EST carries it. */
export const estRequest = async (key: KeyObject): Promise<string> =>
  (await requestFor(key)).toString("base64");
