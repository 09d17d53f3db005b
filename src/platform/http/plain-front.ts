import { Socket, type Server, type SocketConstructorOpts } from "node:net";
import { readPlainRequest } from "./plain-request.ts";

/**
 * A front before an HTTP server on the same port: answers plain requests that it is told how to answer, and hands every
 * other connection over to the server, with all that it has sent, for good (docs/decisions/0061).
 */

/** A plain request as those who answer see it. */
export interface FrontRequest {
  readonly method: "GET" | "POST";
  readonly target: string;
  readonly contentType: string | undefined;
  /** Of a POST. A copy. */
  readonly body: Buffer | undefined;
  /** Of the connection. */
  readonly address: string;
}

export interface PlainFrontOptions {
  /** The whole HTTP/1.1 answer to a GET of this target, if it is at hand. */
  readonly answerAtHand: (target: string) => Buffer | undefined;
  /** The whole HTTP/1.1 answer, later; undefined: the server's business. It must not fail. */
  readonly answerLater?: (request: FrontRequest) => Promise<Buffer> | undefined;
  /** How long a connection waits for its first and for its next request. */
  readonly idleSeconds: number;
}

export interface PlainFront {
  /** Connections that have sent nothing but plain requests so far. */
  readonly connections: number;
  /** Ends those connections; what was answered is sent first. */
  close(): void;
}

/** Answers at hand that are sent together; a client that sends more at once is the server's business. */
const MOST_AT_ONCE = 16;
const READ_BYTES = 65_536;

type Listener = (socket: Socket) => void;
/** Where Node has the connection of a socket; undocumented. */
const HANDLE = "_handle";

/**
 * A socket over the same connection that reads into one buffer shared by all: reading then allocates nothing, which is
 * a fifth of the cost of a request. Node offers this for the connections it makes (`onread`), and for those it accepts
 * only to who takes the handle out. The accepted socket stays as an empty shell, for the server counts connections by it.
 */
const readingInPlace = (
  accepted: Socket,
  shared: Buffer,
  onOctets: (octets: Buffer) => void,
): Socket | undefined => {
  const handle: unknown = Reflect.get(accepted, HANDLE);
  if (handle === undefined || handle === null) return undefined;
  Reflect.set(accepted, HANDLE, null);
  const onread = {
    buffer: shared,
    callback: (length: number): boolean => {
      onOctets(shared.subarray(0, length));
      return true;
    },
  };
  const options = { handle, onread, allowHalfOpen: true };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a handle of an accepted connection is one as well
  const socket = new Socket(options as unknown as SocketConstructorOpts);
  socket.once("close", () => accepted.destroy());
  return socket;
};

/** One connection, until it is handed over. */
class Connection {
  readonly #options: PlainFrontOptions;
  readonly #toServer: Listener;
  readonly socket: Socket;
  #isHandedOver = false;
  readonly #onTimeout = (): void => void this.socket.destroy();
  readonly #onEnd = (): void => void this.socket.end();
  readonly #onError = (): void => void this.socket.destroy();
  readonly #onDrain = (): void => this.#readOn();
  #isAnswering = false;

  constructor(socket: Socket, options: PlainFrontOptions, toServer: Listener) {
    this.socket = socket;
    this.#options = options;
    this.#toServer = toServer;
    socket.setNoDelay(true);
    socket.setTimeout(options.idleSeconds * 1000);
    socket.on("timeout", this.#onTimeout).on("end", this.#onEnd);
    socket.on("error", this.#onError).on("drain", this.#onDrain);
  }

  /** @param octets valid until this returns */
  take(octets: Buffer): void {
    // The server reads past us; but where it takes a connection out of its parser, octets come here.
    if (this.#isHandedOver) this.socket.push(Buffer.from(octets));
    else this.#answer(octets, octets.toString("latin1"), 0);
  }

  #answer(octets: Buffer, text: string, from: number): void {
    const answers: Buffer[] = [];
    let position = from;
    let later: Promise<Buffer> | undefined;
    while (position < text.length && answers.length < MOST_AT_ONCE) {
      const request = readPlainRequest(text, position);
      if (request === undefined) break;
      const { method, target, contentType, bodyStart, end } = request;
      const atHand = method === "GET" ? this.#options.answerAtHand(target) : undefined;
      if (atHand === undefined) {
        const body = method === "POST" ? Buffer.from(octets.subarray(bodyStart, end)) : undefined;
        const address = this.socket.remoteAddress ?? "";
        later = this.#options.answerLater?.({ method, target, contentType, body, address });
        if (later !== undefined) position = end;
        break;
      }
      answers.push(atHand);
      position = end;
    }
    const [only] = answers;
    if (only !== undefined) this.socket.write(answers.length === 1 ? only : Buffer.concat(answers));
    if (later !== undefined) void this.#answerAndGoOn(later, Buffer.from(octets.subarray(position)));
    else if (position < text.length) this.#handOver(Buffer.from(octets.subarray(position)));
    // Who does not read his answers gets no more of them.
    else if (this.socket.writableNeedDrain) this.socket.pause();
  }

  /** Nothing more is read until the answer is written: answers keep the order of their questions. */
  async #answerAndGoOn(later: Promise<Buffer>, rest: Buffer): Promise<void> {
    this.#isAnswering = true;
    this.socket.pause();
    const answer = await later;
    this.#isAnswering = false;
    if (this.socket.destroyed) return;
    this.socket.write(answer);
    if (rest.length > 0) this.#answer(rest, rest.toString("latin1"), 0);
    if (!this.socket.writableNeedDrain) this.#readOn();
  }

  #readOn(): void {
    if (!this.#isAnswering && !this.#isHandedOver) this.socket.resume();
  }

  #handOver(rest: Buffer): void {
    const { socket } = this;
    this.#isHandedOver = true;
    socket.setTimeout(0);
    socket.off("timeout", this.#onTimeout).off("end", this.#onEnd);
    socket.off("error", this.#onError).off("drain", this.#onDrain);
    this.#toServer(socket);
    socket.unshift(rest);
    socket.resume();
  }
}

/** Puts a front before `server`, which must not listen yet. */
export const putPlainFront = (server: Server, options: PlainFrontOptions): PlainFront => {
  const [listener] = server.listeners("connection") as Listener[];
  if (listener === undefined) throw new TypeError("an HTTP server listens for connections");
  server.removeAllListeners("connection");
  // `pauseOnConnect` of net.Server: an accepted socket does not begin to read by itself.
  Object.assign(server, { pauseOnConnect: true });
  const shared = Buffer.allocUnsafe(READ_BYTES);
  const open = new Set<Connection>();

  server.on("connection", (accepted: Socket) => {
    let connection: Connection | undefined;
    const socket = readingInPlace(accepted, shared, (octets) => connection?.take(octets));
    if (socket === undefined) {
      listener.call(server, accepted);
      accepted.resume();
      return;
    }
    connection = new Connection(socket, options, (handedOver) => {
      if (connection !== undefined) open.delete(connection);
      listener.call(server, handedOver);
    });
    const opened = connection;
    open.add(opened);
    socket.once("close", () => open.delete(opened));
    socket.resume();
  });

  return {
    get connections() {
      return open.size;
    },
    close: () => {
      for (const { socket } of open) socket.end();
    },
  };
};
