import type { FastifyError } from "fastify";

/** What went wrong with a request before or beneath the domain; shown like a refusal. */
export interface HttpProblem {
  /** HTTP status. */
  readonly status: number;
  /** Stable and public, like the domain's refusal codes. */
  readonly code: string;
  readonly cause: { readonly ja: string; readonly en: string };
  readonly action: { readonly ja: string; readonly en: string };
}

const internalError: HttpProblem = {
  status: 500,
  code: "INTERNAL_ERROR",
  cause: {
    ja: "システムの内部で問題が発生しました。",
    en: "Something went wrong inside the system.",
  },
  action: {
    ja: "しばらくしてからもう一度お試しください。解決しない場合は、お問い合わせ番号をヘルプデスクへお知らせください。",
    en: "Please try again in a while. If it happens again, tell the help desk the support number.",
  },
};

export const notFound: HttpProblem = {
  status: 404,
  code: "NOT_FOUND",
  cause: {
    ja: "ご指定のページは見つかりませんでした。",
    en: "There is nothing at this address.",
  },
  action: {
    ja: "アドレスをご確認のうえ、最初の画面からお進みください。",
    en: "Please check the address, or begin again from the first page.",
  },
};

const tooLarge: HttpProblem = {
  status: 413,
  code: "REQUEST_TOO_LARGE",
  cause: { ja: "送信された内容が大きすぎます。", en: "What was sent is too large." },
  action: { ja: "内容を短くしてお試しください。", en: "Please send less." },
};

const unsupportedMediaType: HttpProblem = {
  status: 415,
  code: "UNSUPPORTED_MEDIA_TYPE",
  cause: {
    ja: "送信された内容の形式は、ここでは受け付けていません。",
    en: "The format of what was sent is not taken here.",
  },
  action: { ja: "形式をご確認ください。", en: "Please check the content type." },
};

const tooManyRequests: HttpProblem = {
  status: 429,
  code: "TOO_MANY_REQUESTS",
  cause: {
    ja: "短い時間に多くのアクセスがありました。",
    en: "There were too many requests in a short time.",
  },
  action: { ja: "しばらくお待ちになってからお試しください。", en: "Please wait a moment and try again." },
};

const badRequest: HttpProblem = {
  status: 400,
  code: "BAD_REQUEST",
  cause: { ja: "送信された内容を読み取れませんでした。", en: "What was sent could not be read." },
  action: {
    ja: "最初の画面からもう一度お試しください。",
    en: "Please begin again from the first page.",
  },
};

const byStatus = new Map(
  [notFound, tooLarge, unsupportedMediaType, tooManyRequests].map((problem) => [problem.status, problem]),
);

/** Which problem an error is: Fastify's own client errors by their status, everything else ours. */
export const problemOf = (error: Partial<FastifyError>): HttpProblem => {
  const status = error.statusCode ?? 500;
  if (status < 400 || status >= 500) return internalError;
  return byStatus.get(status) ?? { ...badRequest, status };
};
