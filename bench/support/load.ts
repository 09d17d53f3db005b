import { Agent, request } from "node:http";

/** What a load gave. */
export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Runs `work(i)` for i = 0 … count-1 with `concurrency` at a time. */
export const runLoad = async (
  count: number,
  concurrency: number,
  work: (index: number) => Promise<void>,
): Promise<LoadResult> => {
  const times: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const startedAt = performance.now();
      await work(index);
      times.push(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, lane));
  const seconds = (performance.now() - startedAt) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: count / seconds, p50: at(0.5), p99: at(0.99) };
};

/** POSTs with kept connections, one client for every peer; throws unless the answer is 200. */
export const poster = (
  url: string,
  connections: number,
  contentType: string,
): ((body: Buffer | string, path: string) => Promise<Buffer>) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return (body, path) =>
    new Promise((resolve, reject) => {
      const call = request(
        url + path,
        {
          method: "POST",
          agent,
          headers: { "content-type": contentType, "content-length": Buffer.byteLength(body) },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("end", () => {
            const text = Buffer.concat(chunks);
            if (answer.statusCode === 200) resolve(text);
            else
              reject(
                new Error(`${url} answered ${answer.statusCode ?? 0}: ${text.toString().slice(0, 300)}`),
              );
          });
        },
      );
      call.on("error", reject);
      call.end(body);
    });
};
