import { connect, type Socket } from "node:net";
import { runLoad, type LoadResult } from "./load.ts";

/**
 * A client that costs little and keeps a connection as long as the server does, for servers that close it after each
 * answer are measured beside such as keep it.
 */
class Lane {
  readonly #port: number;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #settle: ((answer: Buffer | Error) => void) | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  async exchange(request: Buffer): Promise<Buffer> {
    const answer = new Promise<Buffer | Error>((resolve) => {
      this.#settle = resolve;
    });
    this.#received = Buffer.alloc(0);
    (this.#socket ?? this.#open()).write(request);
    const settled = await answer;
    if (settled instanceof Error) throw settled;
    return settled;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect(this.#port, "127.0.0.1");
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(socket, chunk));
    const lost = (): void => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#finish(new Error("the server closed the connection without an answer"));
    };
    socket.on("error", lost).on("close", lost);
    return socket;
  }

  #take(socket: Socket, chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const head = this.#received.indexOf("\r\n\r\n");
    if (head < 0) return;
    const text = this.#received.toString("latin1", 0, head);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1]);
    if (this.#received.length < head + 4 + length) return;
    if (!/^HTTP\/1\.1 .*/.test(text) || /\r\nconnection: *close/i.test(text)) {
      this.#socket = undefined;
      socket.end();
    }
    const isWell = /^HTTP\/1\.[01] 200 /.test(text);
    this.#finish(isWell ? this.#received : new Error(`an answer that is a refusal: ${text}`));
  }

  #finish(answer: Buffer | Error): void {
    this.#settle?.(answer);
    this.#settle = undefined;
  }
}

/** Sends `count` requests in turn with `connections` at a time. @throws on the first refusal. */
export const runPatient = async (
  port: number,
  requests: readonly Buffer[],
  { count, connections }: { readonly count: number; readonly connections: number },
): Promise<LoadResult> => {
  const lanes = Array.from({ length: connections }, () => new Lane(port));
  const idle = [...lanes];
  try {
    return await runLoad(count, connections, async (index) => {
      const lane = idle.pop();
      if (lane === undefined) throw new Error("as many lanes as are at work");
      await lane.exchange(requests[index % requests.length] ?? Buffer.alloc(0));
      idle.push(lane);
    });
  } finally {
    for (const lane of lanes) lane.close();
  }
};
