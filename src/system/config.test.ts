import assert from "node:assert/strict";
import test from "node:test";
import { readConfig, settings } from "../config.ts";

const faultsOf = (environment: Record<string, string>): string[] => {
  const config = readConfig(environment);
  assert.ok(!config.ok, "the environment was taken");
  return config.refusal.map(({ variable, reason }) => `${variable}: ${reason}`);
};

test("an empty environment gives the documented ports", () => {
  const config = readConfig({ PATH: "/usr/bin" });
  assert.ok(config.ok);
  assert.deepEqual(config.value.ports, {
    portal: 8443,
    gate: 8444,
    operations: 8445,
    enrollment: 8446,
    validation: 8080,
    mail: 8025,
  });
  assert.deepEqual([config.value.baseDomain, config.value.listenAddress], ["localhost", "127.0.0.1"]);
});

test("an empty value counts as not given", () => {
  assert.ok(readConfig({ DATABASE_URL: "", TEGATA_PORTAL_PORT: "" }).ok);
});

for (const [variable, value] of [
  ["DATABASE_URL", "mysql://localhost/x"],
  ["DATABASE_URL", "postgresql://"],
  ["TEGATA_PORTAL_PORT", "https"],
  ["TEGATA_PORTAL_PORT", "65536"],
  ["TEGATA_LISTEN_ADDRESS", "localhost"],
  ["TEGATA_TRUSTED_PROXIES", "10.0.0.0/8, proxy.example"],
  ["TEGATA_TRUSTED_PROXIES", "10.0.0.0/33"],
  ["TEGATA_METRICS_ADDRESSES", "::1/129"],
  ["TEGATA_BASE_DOMAIN", "Bank.Example"],
  ["TEGATA_VALIDATION_URL", "va.example"],
  ["TEGATA_LOG_LEVEL", "loud"],
  ["TEGATA_DATABASE_CONNECTIONS", "1"],
  ["SMTP_URL", "mail.example:25"],
  ["TEGATA_PORTL_PORT", "8443"],
] as const) {
  test(`${variable}=${value} is refused by name`, () => {
    const faults = faultsOf({ [variable]: value });
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", new RegExp(`^${variable}: .+`));
  });
}

test("every fault is named at once, and a value is never repeated (it may hold a password)", () => {
  const faults = faultsOf({
    DATABASE_URL: "mysql://u:S3CRET@h/d",
    TEGATA_GATE_PORT: "x",
    TEGATA_TLS_KEY_FILE: "k",
  });
  assert.equal(faults.length, 2);
  assert.ok(!faults.join().includes("S3CRET"));
});

test("a certificate without its key is refused", () => {
  assert.deepEqual(faultsOf({ TEGATA_TLS_CERTIFICATE_FILE: "c.pem" }), [
    "TEGATA_TLS_KEY_FILE: is needed with TEGATA_TLS_CERTIFICATE_FILE",
  ]);
});

test("the gate takes the portal's certificate unless it has its own", () => {
  const config = readConfig({ TEGATA_TLS_CERTIFICATE_FILE: "/c.pem", TEGATA_TLS_KEY_FILE: "/k.pem" });
  assert.ok(config.ok);
  assert.deepEqual(config.value.gateTls, { certificateFile: "/c.pem", keyFile: "/k.pem" });
});

test("every setting is described", () => {
  assert.ok(settings.length >= 25);
  assert.deepEqual(
    settings.filter(({ description }) => description === ""),
    [],
  );
});
