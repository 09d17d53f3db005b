import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { isSupported } from "#pki/algorithm-support.ts";
import { KEY_ALGORITHMS, type KeyAlgorithmName } from "#pki/algorithms.ts";
import type { Finding } from "./check.ts";

/** Key types that a policy lists and CRYPTREC lets go, with the last day: `RSA-2048 until 2030-12-31 (…)`. */
export const datedKeyTypes = ({ certificate, timeZone }: InstitutionPolicy, now: Temporal.Instant) => {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  return certificate.keyAlgorithms.flatMap((name) => {
    const { cryptrecUntil } = KEY_ALGORITHMS[name];
    if (cryptrecUntil === null) return [];
    const isOver = Temporal.PlainDate.compare(today, cryptrecUntil) > 0;
    return [{ text: `${name} until ${cryptrecUntil} (CRYPTREC LS-0003)`, isOver }];
  });
};

/** Whether this runtime has every key type that a policy lists, and which of them have a last day. */
export const checkKeyTypes = (
  { all }: InstitutionRegistry,
  now: Temporal.Instant,
  has: (name: KeyAlgorithmName) => boolean = isSupported,
): Finding => {
  const name = "key types";
  const missing = all.flatMap(({ id, certificate }) =>
    certificate.keyAlgorithms
      .filter((algorithm) => !has(algorithm))
      .map((algorithm) => `${id}: ${algorithm}`),
  );
  if (missing.length > 0) {
    return { name, state: "bad", detail: `the OpenSSL of this runtime does not have ${missing.join(", ")}` };
  }
  const dated = all.flatMap((policy) =>
    datedKeyTypes(policy, now).map(({ text, isOver }) => ({ text, isOver, id: policy.id })),
  );
  const ids = (text: string): string =>
    dated.flatMap((one) => (one.text === text ? [one.id] : [])).join(", ");
  const lines = [...new Set(dated.map(({ text }) => text))].map((text) => `${text}: ${ids(text)}`);
  return {
    name,
    state: dated.some(({ isOver }) => isOver) ? "bad" : "good",
    detail: lines.length === 0 ? "none has a last day" : lines.join("; "),
  };
};
