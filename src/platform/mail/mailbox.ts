import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";

/** A mail that was caught. */
export interface CaughtMail {
  /** Time of arrival and a running number; sorts by age. */
  readonly id: string;
  readonly receivedAt: Temporal.Instant;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** The demonstration's mail, one file each, so that it is still there after a restart. */
export interface Mailbox {
  /** Keeps a mail; one that came before under the same Message-ID is not kept twice, as in people's own mailboxes. */
  add(raw: Buffer, receivedAt: Temporal.Instant): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly CaughtMail[]>;
  find(id: string): Promise<CaughtMail | undefined>;
}

const MOST_KEPT = 500;
const ID = /^\d{13}-\d{6}$/;

const parse = async (id: string, raw: Buffer): Promise<CaughtMail> => {
  const mail = await PostalMime.parse(raw);
  return {
    id,
    receivedAt: Temporal.Instant.fromEpochMilliseconds(Number(id.slice(0, 13))),
    from: mail.from?.address ?? "",
    to: (mail.to ?? []).flatMap((recipient) => recipient.address ?? []),
    subject: mail.subject ?? "",
    text: mail.text ?? "",
  };
};

const MESSAGE_ID = /^Message-ID:\s*(<[^>]{1,200}>)/im;

const messageIdOf = (raw: Buffer): string | undefined =>
  MESSAGE_ID.exec(
    raw
      .subarray(0, 8192)
      .toString("latin1")
      .split(/\r?\n\r?\n/, 1)[0] ?? "",
  )?.[1];

/** A mailbox in a directory. The oldest go when there are more than 500. */
export const openMailbox = async (directory: string): Promise<Mailbox> => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let received = 0;
  const ids = async (): Promise<string[]> =>
    (await readdir(directory))
      .filter((name) => name.endsWith(".eml"))
      .map((name) => name.slice(0, -4))
      .filter((id) => ID.test(id))
      .sort()
      .toReversed();
  const read = async (id: string): Promise<CaughtMail> =>
    parse(id, await readFile(join(directory, `${id}.eml`)));
  const known = new Set<string>();
  for (const id of await ids()) {
    const messageId = messageIdOf(await readFile(join(directory, `${id}.eml`)));
    if (messageId !== undefined) known.add(messageId);
  }
  return {
    add: async (raw, receivedAt) => {
      const messageId = messageIdOf(raw);
      if (messageId !== undefined) {
        if (known.has(messageId)) return;
        known.add(messageId);
      }
      received += 1;
      const id = `${String(receivedAt.epochMilliseconds).padStart(13, "0")}-${String(received).padStart(6, "0")}`;
      const path = join(directory, `${id}.eml`);
      await writeFile(`${path}.new`, raw, { mode: 0o600 });
      await rename(`${path}.new`, path);
      const surplus = (await ids()).slice(MOST_KEPT);
      await Promise.all(surplus.map((old) => rm(join(directory, `${old}.eml`), { force: true })));
    },
    list: async () => Promise.all((await ids()).map(read)),
    find: async (id) => ((await ids()).includes(id) ? read(id) : undefined),
  };
};
