import type { TokenRegistration } from "#shared/transaction-token.ts";
import { agreeOnKey, type DeviceKey, newDeviceKey } from "./agreement.ts";
import { saveToken, type StoredToken } from "./tokens.ts";

type Bilingual = { readonly ja: string; readonly en: string };

/** How a registration went. */
export type Registered =
  | { readonly kind: "registered"; readonly token: StoredToken; readonly challenge: string }
  | { readonly kind: "refused"; readonly code: string; readonly cause: Bilingual; readonly action: Bilingual }
  | { readonly kind: "offline" };

/** One key for each offer: a request whose answer was lost is repeated with the same. */
const deviceKeys = new Map<string, Promise<DeviceKey>>();

const keyFor = ({ offerId }: TokenRegistration): Promise<DeviceKey> => {
  const known = deviceKeys.get(offerId);
  if (known !== undefined) return known;
  const made = newDeviceKey();
  deviceKeys.set(offerId, made);
  return made;
};

interface Answer {
  readonly serial?: string;
  readonly institution?: Bilingual;
  readonly account?: string;
  readonly challenge?: string;
  readonly error?: { readonly code: string; readonly cause: Bilingual; readonly action: Bilingual };
}

/** Agrees on a key with the server and keeps it. */
export const register = async (registration: TokenRegistration, server: string): Promise<Registered> => {
  const deviceKey = await keyFor(registration);
  let answer: Answer;
  try {
    const response = await fetch(`${server}/token/registrations`, {
      method: "POST",
      body: new URLSearchParams({ offer: registration.offerId, key: deviceKey.publicKey }),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    });
    answer = await response.json();
  } catch {
    return { kind: "offline" };
  }
  const { serial, institution, account, challenge, error } = answer;
  if (error !== undefined) return { kind: "refused", ...error };
  if (serial === undefined || institution === undefined || account === undefined || challenge === undefined)
    return { kind: "offline" };
  const key = await agreeOnKey(registration, deviceKey);
  const { institutionId } = registration;
  const token = { institutionId, serial, institution, account, key, registeredAt: Date.now() };
  await saveToken(token);
  deviceKeys.delete(registration.offerId);
  // Keys that the browser deletes for want of space must be registered anew.
  void navigator.storage?.persist?.();
  return { kind: "registered", token, challenge };
};
