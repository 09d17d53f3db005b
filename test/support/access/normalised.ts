import type { PortalAnswer } from "../portal.ts";

/**
 * A page without what differs each time: the support id, the token of its forms, and the words given (what the visitor
 * sent in, which pages repeat).
 */
export const normalised = (answer: PortalAnswer, sent: readonly string[] = []): string => {
  const supportId = String(answer.headers["support-id"]);
  const fixed = answer.text
    .replaceAll(supportId, "SUPPORT-ID")
    .replaceAll(/name="csrfToken" value="[^"]*"/g, 'name="csrfToken" value=""');
  return sent.filter((word) => word !== "").reduce((text, word) => text.replaceAll(word, "SENT"), fixed);
};
