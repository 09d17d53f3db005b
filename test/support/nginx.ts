import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { invariant } from "#shared/invariant.ts";

/** The port of a listening server's `address()`. */
export const portOf = (address: AddressInfo | string | null): number => {
  invariant(typeof address === "object" && address !== null, "the server listens on a port");
  return address.port;
};

const accepts = async (port: number): Promise<boolean> => {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/**
 * Runs Debian's nginx with `http { … }` and these files beside its configuration, until the test is over.
 *
 * @param ports that must answer before this returns.
 */
export const startNginx = async (
  t: { after(fn: () => Promise<unknown>): void },
  settings: {
    readonly http: string;
    readonly files: Readonly<Record<string, string>>;
    readonly ports: readonly number[];
  },
): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-nginx-"));
  for (const [name, content] of Object.entries(settings.files))
    await writeFile(join(directory, name), content, { mode: 0o600 });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${directory}/${kind};`)
    .join("\n");
  const configuration = `daemon off; master_process off; pid ${directory}/nginx.pid; error_log stderr warn;
events { worker_connections 256; }
http { access_log off; ${temporary}
${settings.http}
}`;
  await writeFile(join(directory, "nginx.conf"), configuration);
  const nginx = spawn("nginx", ["-p", directory, "-e", "stderr", "-c", join(directory, "nginx.conf")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  nginx.stderr.on("data", (text: Buffer) => {
    complaint += text.toString();
  });
  const over = once(nginx, "exit");
  t.after(async () => {
    nginx.kill("SIGQUIT");
    await over;
    await rm(directory, { recursive: true });
  });
  for (const port of settings.ports) {
    const giveUpAt = performance.now() + 10_000;
    while (!(await accepts(port))) {
      invariant(
        nginx.exitCode === null && performance.now() < giveUpAt,
        `nginx does not start: ${complaint}`,
      );
      await wait(20);
    }
  }
};
