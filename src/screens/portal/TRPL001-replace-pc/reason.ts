import { REPLACEMENT_REASONS, type ReplacementReason } from "#domain/replacement/replace.ts";

/** The reason that was chosen; undefined: none, or none that there is. */
export const parseReason = (text: string | undefined): ReplacementReason | undefined =>
  REPLACEMENT_REASONS.find((reason) => reason === text);
