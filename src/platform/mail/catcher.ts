import { once } from "node:events";
import { callbackify } from "node:util";
import { SMTPServer } from "smtp-server";
import type { Clock } from "#shared/clock.ts";
import { listeningPort } from "../http/listening-port.ts";
import type { Log } from "../log/log.ts";
import type { Mailbox } from "./mailbox.ts";

/** A local SMTP server that keeps every mail and delivers none. */
export interface MailCatcher {
  /** For the mailer: `smtp://127.0.0.1:<port>`. */
  readonly smtpUrl: string;
  close(): Promise<void>;
}

const MOST_BYTES = 1024 * 1024;

const readAll = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Listens on 127.0.0.1 only, on a free port. */
export const startMailCatcher = async (options: {
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<MailCatcher> => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    size: MOST_BYTES,
    logger: false,
    disableReverseLookup: true,
    onData: (stream, _session, done) => {
      const keep = async (): Promise<void> => options.mailbox.add(await readAll(stream), options.clock.now());
      callbackify(keep)((error) => done(error));
    },
  });
  server.on("error", (error: Error) => options.log.warn({ err: error }, "mail catcher"));
  const listener = server.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    smtpUrl: `smtp://127.0.0.1:${listeningPort(listener)}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
