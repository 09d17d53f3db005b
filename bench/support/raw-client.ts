import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { runLoad, type LoadResult } from "./load.ts";

/**
 * An HTTP/1.1 client that costs little, for it shares the cores with what it measures: requests are laid out before,
 * connections are kept, an answer is read only as far as its end must be found.
 */

export interface Target {
  readonly port: number;
  readonly isTls: boolean;
}

/** A POST as it goes over the wire. */
export const layOutPost = (path: string, contentType: string, body: Buffer | string): Buffer => {
  const octets = Buffer.from(body);
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${contentType}\r\nContent-Length: ${octets.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), octets]);
};

/** Where the answer that begins `received` ends; undefined while its end is not there yet. */
const endOf = (received: Buffer): number | undefined => {
  const body = received.indexOf("\r\n\r\n");
  if (body === -1) return undefined;
  const head = received.toString("latin1", 0, body);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = body + 4 + Number(length);
    return received.length >= end ? end : undefined;
  }
  const last = received.indexOf("0\r\n\r\n", received.length - 5);
  return last === -1 ? undefined : received.length;
};

interface Connection {
  exchange(request: Buffer): Promise<void>;
  close(): void;
}

const open = async ({ port, isTls }: Target): Promise<Connection> => {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened: Socket = isTls
      ? connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
          resolve(opened);
        })
      : connect(port, "127.0.0.1", () => {
          resolve(opened);
        });
    opened.once("error", reject);
  });
  socket.setNoDelay(true);
  let received: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<void> | undefined;
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on("error", fail);
  socket.on("close", () => {
    fail(new Error("the server closed the connection"));
  });
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    if (endOf(received) === undefined) return;
    const answer = received;
    received = Buffer.alloc(0);
    // 200 and 201 are what is hoped for.
    if (answer[9] === 0x32 && answer[10] === 0x30) waiting?.resolve();
    else waiting?.reject(new Error(`refused: ${answer.toString("utf8", 0, 600)}`));
    waiting = undefined;
  });
  return {
    exchange: (request) => {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
    close: () => {
      socket.destroy();
    },
  };
};

/** Sends the requests over `connections` kept connections, shared out evenly among the targets. */
export const sendAll = async (
  targets: readonly Target[],
  connections: number,
  requests: readonly Buffer[],
): Promise<LoadResult> => {
  const all = await Promise.all(
    Array.from({ length: connections }, (_, index) => {
      const target = targets[index % targets.length];
      if (target === undefined) throw new Error("no target");
      return open(target);
    }),
  );
  const idle = [...all];
  const send = async (index: number): Promise<void> => {
    const connection = idle.shift();
    const request = requests[index];
    if (connection === undefined || request === undefined) throw new Error("more at a time than connections");
    await connection.exchange(request);
    idle.push(connection);
  };
  try {
    return await runLoad(requests.length, connections, send);
  } finally {
    for (const connection of all) connection.close();
  }
};
