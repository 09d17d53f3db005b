interface ScriptUrlPolicy {
  createScriptURL(address: string): string;
}

interface TrustedTypesFactory {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
}

declare global {
  interface Window {
    /** Where the browser knows trusted types. */
    readonly trustedTypes?: TrustedTypesFactory;
  }
}

const ADDRESS = "/token/service-worker.js";

/** Lets the app start without a connection. Where it cannot, the app works with one. */
export const installWorker = (): void => {
  if (!("serviceWorker" in navigator)) return;
  // The page forbids programs under addresses made from text; this one address is the exception.
  const rules: ScriptUrlPolicy = { createScriptURL: () => ADDRESS };
  const policy = window.trustedTypes?.createPolicy("tegata-token", rules) ?? rules;
  navigator.serviceWorker
    .register(policy.createScriptURL(ADDRESS), { scope: "/token/" })
    .catch(() => undefined);
};
