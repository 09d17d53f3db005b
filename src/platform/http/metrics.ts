import { BlockList } from "node:net";
import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** One answered request. */
export interface RequestFigures {
  readonly server: string;
  readonly method: string;
  /** The route's pattern, never the path: figures must stay few. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** The program's figures, for Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  observe(request: RequestFigures): void;
}

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "tegata_" });
  const requests = new Histogram({
    name: "tegata_http_request_seconds",
    help: "Time from the first byte of a request to the last of its answer.",
    labelNames: ["server", "method", "route", "status"] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    registry,
    observe: ({ seconds, ...labels }) => requests.observe(labels, seconds),
  };
};

/** Addresses and networks (`10.0.0.0/8`, `::1`) as a set that can be asked. */
export const addressSet = (entries: readonly string[]): { has(address: string): boolean } => {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const type = address.includes(":") ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(bits), type);
  }
  return { has: (address) => list.check(address, address.includes(":") ? "ipv6" : "ipv4") };
};

export interface HealthOptions {
  /** Whether work can be done now; throws or gives false otherwise. */
  readonly ready: () => Promise<boolean>;
  readonly metrics: Metrics;
  /** Who may read the figures. Others get what everybody gets for an address that does not exist. */
  readonly metricsAddresses: readonly string[];
}

/** `/healthz` (the process lives), `/readyz` (the database answers) and `/metrics`. */
export const healthRoutes = (options: HealthOptions) => {
  const mayReadFigures = addressSet(options.metricsAddresses);
  return async (app: FastifyInstance): Promise<void> => {
    app.get("/healthz", { config: { rateLimit: false } }, async (_request, reply) =>
      reply.header("cache-control", "no-store").send({ status: "alive" }),
    );
    app.get("/readyz", { config: { rateLimit: false } }, async (_request, reply) => {
      const ready = await options.ready().catch(() => false);
      return reply
        .code(ready ? 200 : 503)
        .header("cache-control", "no-store")
        .send({ status: ready ? "ready" : "notReady" });
    });
    app.get("/metrics", async (request, reply) => {
      // The connection's own address counts: a forwarded one is only as good as the proxy.
      if (
        !mayReadFigures.has(request.socket.remoteAddress ?? "") ||
        (request.ips !== undefined && request.ips.length > 1)
      ) {
        return reply.callNotFound();
      }
      return reply.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics());
    });
  };
};
