import type { FastifyInstance } from "fastify";
import { documentText, html, type Fragment } from "../html/html.ts";
import type { CaughtMail, Mailbox } from "./mailbox.ts";

const STYLE = `body{font:1rem/1.7 "Noto Sans JP","Noto Sans CJK JP",system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem;color:#1a1a1c}
h1{font-size:1.5rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem .75rem;border-bottom:1px solid #d8d8db}
a{color:#0017c1}pre{white-space:pre-wrap;font:inherit;border:1px solid #d8d8db;border-radius:.5rem;padding:1rem}a:focus-visible{outline:.25rem solid #ffd43d}`;

const page = (title: string, body: Fragment): string =>
  documentText(html`<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="stylesheet" href="/style.css"></head><body><main>${body}</main></body></html>`);

const time = (instant: Temporal.Instant): string =>
  instant
    .toZonedDateTimeISO("Asia/Tokyo")
    .toPlainDateTime()
    .toString({ smallestUnit: "second" })
    .replace("T", " ");

const list = (mails: readonly CaughtMail[]): string =>
  page(
    "デモ用メール",
    html`<h1>デモ用メール</h1><p>このデモから送られたメールです。外部には配送されません。</p>
${mails.length === 0 && html`<p>メールはまだありません。</p>`}
${
  mails.length > 0 &&
  html`<table><thead><tr><th scope="col">受信日時</th><th scope="col">宛先</th><th scope="col">件名</th></tr></thead><tbody>${mails.map(
    (mail) =>
      html`<tr><td>${time(mail.receivedAt)}</td><td>${mail.to.join(", ")}</td><td><a href="/messages/${mail.id}">${mail.subject}</a></td></tr>`,
  )}</tbody></table>`
}`,
  );

const single = (mail: CaughtMail): string =>
  page(
    mail.subject,
    html`<p><a href="/">一覧へ戻る</a></p><h1>${mail.subject}</h1><p>${time(mail.receivedAt)}　${mail.from} → ${mail.to.join(", ")}</p><pre>${mail.text}</pre>`,
  );

const asJson = (mail: CaughtMail): Record<string, unknown> => ({
  ...mail,
  receivedAt: mail.receivedAt.toString(),
});

/** Content-Security-Policy of these pages. */
export const MAILBOX_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The demonstration's mail for people (`/`) and for tests (`/messages.json`). */
export const mailboxRoutes =
  (mailbox: Mailbox) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook("onSend", async (_request, reply) => {
      reply.header("cache-control", "no-store");
    });
    app.get("/", async (_request, reply) =>
      reply.type("text/html; charset=utf-8").send(list(await mailbox.list())),
    );
    app.get("/style.css", async (_request, reply) => reply.type("text/css; charset=utf-8").send(STYLE));
    app.get("/messages.json", async () => (await mailbox.list()).map(asJson));
    app.get<{ Params: { id: string } }>("/messages/:id", async (request, reply) => {
      const mail = await mailbox.find(request.params.id);
      if (mail === undefined) return reply.callNotFound();
      return reply.type("text/html; charset=utf-8").send(single(mail));
    });
  };
