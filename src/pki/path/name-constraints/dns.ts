/**
 * dNSName constraints (RFC 5280 section 4.2.1.10): the name itself and all beneath it. A leading period, which section
 * 4.2.1.10 gives to URIs only, makes the constraint none.
 */
const labels = (name: string): readonly string[] => name.toLowerCase().split(".");

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Whether `base` is a host name in the preferred syntax, or empty, which stands for all names. */
export const isDnsConstraint = (base: string): boolean =>
  base === "" || (base.length <= 253 && labels(base).every((label) => LABEL.test(label)));

/** Whether `name` is a host name; its first label may be the wildcard of RFC 9525. */
export const isDnsName = (name: string): boolean =>
  isDnsConstraint(name.startsWith("*.") ? name.slice(2) : name) && name !== "" && name !== "*.";

const endsWith = (name: readonly string[], base: readonly string[]): boolean =>
  name.length >= base.length &&
  base.every((label, index) => label === name[name.length - base.length + index]);

/** Whether `name` is `base` or beneath it. */
export const isWithinDns = (name: string, base: string): boolean =>
  base === "" || endsWith(labels(name), labels(base));

/** Whether some host that `name` stands for is `base` or beneath it: a wildcard reaches one label down. */
export const mayBeWithinDns = (name: string, base: string): boolean =>
  isWithinDns(name, base) ||
  (name.startsWith("*.") &&
    base.includes(".") &&
    isWithinDns(name.slice(2), base.slice(base.indexOf(".") + 1)) &&
    labels(name).length === labels(base).length);
