import path from "node:path";
import { runProgram } from "./processes.ts";

/** A self-signed P-256 TLS certificate for a peer, made by openssl in `folder`. */
export const makeServerCertificate = (
  folder: string,
  names: readonly string[],
): { certificateFile: string; keyFile: string } => {
  const certificateFile = path.join(folder, "server.pem");
  const keyFile = path.join(folder, "server-key.pem");
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", keyFile];
  const subject = ["-subj", `/CN=${names[0] ?? "localhost"}`, "-days", "2"];
  const alternatives = ["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`];
  runProgram("openssl", ["req", "-x509", ...key, "-out", certificateFile, ...subject, ...alternatives]);
  return { certificateFile, keyFile };
};
