import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import type { Clock } from "#shared/clock.ts";
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
      readAll(stream)
        .then((raw) => options.mailbox.add(raw, options.clock.now()))
        .then(
          () => done(),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
    },
  });
  server.on("error", (error: Error) => options.log.warn({ err: error }, "mail catcher"));
  const listener = await new Promise<AddressInfo>((resolve, reject) => {
    const listening = server.listen(0, "127.0.0.1", () => resolve(listening.address() as AddressInfo));
    listening.once("error", reject);
  });
  return {
    smtpUrl: `smtp://127.0.0.1:${listener.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
