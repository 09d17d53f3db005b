/** Lets the camera token start without a connection. Its list of files is written before it by the server. */

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface WorkerEvents {
  readonly install: ExtendableEvent;
  readonly activate: ExtendableEvent;
  readonly fetch: FetchEvent;
}

interface Worker {
  readonly tegataToken: {
    readonly version: string;
    readonly page: string;
    readonly files: readonly string[];
  };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library of the page knows no workers
const worker = globalThis as unknown as Worker;
const { version, page, files } = worker.tegataToken;
const CACHE = `tegata-token-${version}`;

const install = async (): Promise<void> => {
  const cache = await caches.open(CACHE);
  await cache.addAll([page, ...files]);
  await worker.skipWaiting();
};

const activate = async (): Promise<void> => {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("tegata-token-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
};

/** The page as it is now, or as it was kept; files never change under their names. */
const answer = async (request: Request): Promise<Response> => {
  const cache = await caches.open(CACHE);
  if (request.mode !== "navigate") return (await cache.match(request)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch {
    return (await cache.match(page)) ?? Response.error();
  }
};

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
