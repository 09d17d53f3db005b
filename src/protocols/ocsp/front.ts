import type { OcspAnswer } from "#domain/ocsp/answer.ts";
import type { OcspService } from "#domain/ocsp/service.ts";
import { decodeOcspPath } from "#pki/ocsp/request.ts";
import type { FrontRequest, PlainFrontOptions } from "#platform/http/plain-front.ts";
import type { Clock } from "#shared/clock.ts";
import { HttpAnswer, RETRY_AFTER_SECONDS, unkeptOctets } from "./http-answer.ts";

export interface OcspFrontOptions {
  readonly service: OcspService;
  readonly clock: Clock;
  readonly cacheSeconds: number;
  /** Whether an address may have one more answer signed now; else the server decides. */
  readonly mayAsk: (address: string) => boolean;
}

const PREFIX = "/ocsp/";
const REQUEST_TYPE = "application/ocsp-request";

/** How the front answers OCSP: as the routes do, octet for octet but for the fields that a server adds for browsers. */
export const ocspFront = ({
  service,
  clock,
  cacheSeconds,
  mayAsk,
}: OcspFrontOptions): Pick<PlainFrontOptions, "answerAtHand" | "answerLater"> => {
  const octetsOf = (answer: OcspAnswer, path: string | undefined): Buffer => {
    const now = clock.now().epochMilliseconds;
    if (path === undefined || answer.kind !== "answer" || answer.signed === undefined) {
      const retryAfter = answer.kind === "tryLater" ? RETRY_AFTER_SECONDS : undefined;
      return unkeptOctets(answer.response, now, retryAfter);
    }
    service.keepPath(answer, path);
    return HttpAnswer.of(answer.signed, cacheSeconds).octets(now);
  };

  const answerPost = async (body: Buffer): Promise<Buffer> => octetsOf(await service.answer(body), undefined);

  const answerGet = async (target: string, request: Buffer): Promise<Buffer> =>
    octetsOf(await service.answer(request), target);

  return {
    answerAtHand: (target) => {
      const now = clock.now().epochMilliseconds;
      const kept = service.keptForPath(target, now);
      return kept === undefined ? undefined : HttpAnswer.of(kept, cacheSeconds).octets(now);
    },
    answerLater: ({ method, target, contentType, body, address }: FrontRequest) => {
      if (method === "POST") {
        if (target !== "/ocsp" || contentType !== REQUEST_TYPE || body === undefined) return undefined;
        return mayAsk(address) ? answerPost(body) : undefined;
      }
      if (!target.startsWith(PREFIX)) return undefined;
      const decoded = decodeOcspPath(target.slice(PREFIX.length));
      return decoded.ok && mayAsk(address) ? answerGet(target, decoded.value) : undefined;
    },
  };
};
