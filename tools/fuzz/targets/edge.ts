import path from "node:path";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import type { EnrollmentServices } from "#domain/enrollment/sessions.ts";
import { loadInstitutions } from "#domain/institution/load.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import type { Database } from "#platform/database/database.ts";
import { createHttpServer } from "#platform/http/server.ts";
import { createLog } from "#platform/log/log.ts";
import { systemRandom } from "#shared/random.ts";

/** The status of an answer to what got past the edge: it reached the database or the keys, which are not there. */
export const PAST_THE_EDGE = 418;

class PastTheEdge extends Error {
  readonly statusCode = PAST_THE_EDGE;
}

/** Stands where the edge ends: whatever is asked of it, the request is past the edge. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every use of it throws
const THE_END = new Proxy(
  {},
  {
    get: () => {
      throw new PastTheEdge("past the edge");
    },
  },
) as Database & CertificateAuthority;

const institutions = (): InstitutionRegistry => {
  const loaded = loadInstitutions(path.join(import.meta.dirname, "../../../institutions"));
  if (!loaded.ok) throw new Error("the institutions do not load");
  return loaded.value;
};

export const INSTITUTIONS = institutions();

const services: EnrollmentServices = {
  context: {
    database: THE_END,
    clock: { now: () => Temporal.Instant.from("2026-06-01T00:00:00Z") },
    random: systemRandom,
    institutions: INSTITUTIONS,
  },
  authority: THE_END,
};

/** A listener of the real kind with routes whose domain ends at its first use of database or keys. */
export const edgeServer = async (
  routes: (services: EnrollmentServices) => FastifyPluginAsync,
): Promise<FastifyInstance> => {
  const server = await createHttpServer({
    name: "edge",
    trustedProxies: [],
    log: createLog({ level: "silent" }),
    random: systemRandom,
    requestsPerMinute: 0,
  });
  await server.register(routes(services));
  await server.ready();
  return server;
};

/** The first lines of an input, and what is left of it. */
export const linesOf = (
  data: Buffer,
  count: number,
): { readonly lines: readonly string[]; readonly rest: Buffer } => {
  const lines: string[] = [];
  let rest = data;
  while (lines.length < count) {
    const at = rest.indexOf(0x0a);
    const stop = at < 0 ? rest.length : at;
    lines.push(rest.toString("latin1", 0, stop));
    rest = rest.subarray(Math.min(rest.length, stop + 1));
  }
  return { lines, rest };
};

/** A text as it may stand in a header. */
export const headerValue = (text: string): string => text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, "");
