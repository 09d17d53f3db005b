import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "../../src/system/free-port.ts";
import { type BackgroundProgram, startProgram, waitForPort } from "./processes.ts";

/** An nginx of Debian with one worker, serving TLS on 127.0.0.1. */
export interface Nginx extends BackgroundProgram {
  readonly port: number;
  readonly version: string;
}

const versionOf = (): string => {
  const { stderr, error } = spawnSync("/usr/sbin/nginx", ["-v"], { encoding: "utf8" });
  if (error !== undefined) throw new Error("nginx is missing: install the Debian package nginx-light");
  return stderr.trim().replace("nginx version: ", "").replace("/", " ");
};

/**
 * Starts nginx with `serverDirectives` inside its one server block.
 *
 * @param folder an empty folder for its files
 * @param tls PEM files of the server certificate and its key
 */
export const startNginx = async (
  folder: string,
  tls: { certificateFile: string; keyFile: string },
  serverDirectives: readonly string[],
): Promise<Nginx> => {
  const version = versionOf();
  mkdirSync(folder, { recursive: true });
  const port = await freePort("127.0.0.1");
  const file = path.join(folder, "nginx.conf");
  writeFileSync(
    file,
    `${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${tls.certificateFile};
    ssl_certificate_key ${tls.keyFile};
    ssl_session_tickets off;
    ssl_session_cache off;
    ${serverDirectives.join("\n    ")}
  }
}
`,
  );
  const program = startProgram("/usr/sbin/nginx", ["-c", file, "-p", folder]);
  await waitForPort(port);
  return { ...program, port, version };
};

/** nginx with one worker that answers everything with a fixed body of `octets`, over plain HTTP, and reads no file. */
export const startFixedNginx = async (folder: string, octets: number): Promise<Nginx> => {
  const version = versionOf();
  mkdirSync(folder, { recursive: true });
  const port = await freePort("127.0.0.1");
  const file = path.join(folder, "nginx.conf");
  writeFileSync(
    file,
    `${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    default_type application/ocsp-response;
    location / { return 200 "${"a".repeat(octets)}"; }
  }
}
`,
  );
  const program = startProgram("/usr/sbin/nginx", ["-c", file, "-p", folder]);
  await waitForPort(port);
  return { ...program, port, version };
};
