import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { DomainContext } from "#domain/context.ts";
import { createContract } from "#domain/contract/contracts.ts";
import { verifyIdentity } from "#domain/credential/credentials.ts";
import { familyOf } from "#domain/institution/families.ts";
import { currentNotices } from "#domain/notice/notices.ts";
import { startRegistration } from "#domain/registration/start.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import { listUsers } from "#domain/user/users.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { acceptedValue, shippedInstitution, shippedInstitutions } from "#test/support/population.ts";
import {
  demonstrationUsers,
  furtherProofUsers,
  writeDemonstration,
  type DemonstrationAddresses,
} from "./file.ts";
import { demonstrationLetters } from "./letters.ts";
import { demonstrationContracts } from "./people.ts";
import { seedDemonstration } from "./seed.ts";

const institutions = shippedInstitutions();
const newContext = async (t: Parameters<typeof testDatabase>[0]): Promise<DomainContext> => ({
  database: await testDatabase(t),
  clock: settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z")),
  random: systemRandom,
  institutions,
});

const addresses: DemonstrationAddresses = {
  portal: { hisui: "https://hisui.localhost:8443" },
  enrollment: "https://localhost:8446",
  validation: "http://localhost:8080",
  operations: "https://localhost:8445",
  serverCaFile: "/var/server-ca.pem",
  clientCaFile: "/var/client-ca.pem",
  mail: "http://localhost:8025",
};

test("every user of demo.json can prove who they are and may acquire", async (t) => {
  const context = await newContext(t);
  await seedDemonstration(context);
  const users = demonstrationUsers(institutions);
  const origin = { address: "192.0.2.1", supportId: "00000-00000" };
  await Promise.all(
    users.map(async (values) => {
      const institution = shippedInstitution(values["institution"] ?? "");
      const user = acceptedValue(await verifyIdentity(context, { institution, values, origin }));
      assert.equal(user.role, values["role"]);
      assert.notEqual(user.acquisitionGrantedAt, null);
    }),
  );
});

test("every institution has its head first, then at least two users, and notices", async (t) => {
  const context = await newContext(t);
  await seedDemonstration(context);
  for (const institution of institutions.all) {
    const contract = demonstrationContracts.find(({ institution: id }) => id === institution.id);
    const users = await listUsers(context, institution.code, contract?.contractId ?? "");
    assert.equal(users[0]?.role, familyOf(institution).roles[0]);
    assert.ok(users.filter(({ role }) => role === "user").length >= 2);
    assert.equal((await currentNotices(context, institution.code)).length, 2);
  }
});

test("seeding again changes nothing and is quick", async (t) => {
  const context = await newContext(t);
  await seedDemonstration(context);
  const count = (): Promise<number[]> =>
    Promise.all(
      institutions.all.map(({ code }) =>
        context.database.inInstitution(code, async (tx) => {
          const rows = await tx.selectFrom("audit_event").select("event_id").execute();
          return rows.length;
        }),
      ),
    );
  const before = await count();
  const start = performance.now();
  await seedDemonstration(context);
  assert.ok(performance.now() - start < 1_000);
  assert.deepEqual(await count(), before);
});

test("a database with real customers is refused", async (t) => {
  const context = await newContext(t);
  const institution = shippedInstitution("akagi");
  const change = { at: context.clock.now(), actor: { kind: "staff", name: "tester" } } as const;
  const draft = { contractId: "1", companyName: "本物株式会社", loginMethod: "certificate" } as const;
  await context.database.inInstitution(institution.code, async (tx) =>
    acceptedValue(await createContract(tx, institution, draft, change)),
  );
  await assert.rejects(seedDemonstration(context), /akagi has customers/);
});

test("demo.json names each family's own fields", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tegata-demo-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = await writeDemonstration(folder, addresses, institutions);
  const file: unknown = JSON.parse(await readFile(path, "utf8"));
  assert.deepEqual(file, {
    ...addresses,
    users: demonstrationUsers(institutions),
    initialRegistrations: demonstrationLetters(institutions),
    furtherProofUsers: furtherProofUsers(institutions),
  });
  const keysOf = (institution: string): string[] =>
    Object.keys(demonstrationUsers(institutions).find((user) => user["institution"] === institution) ?? {});
  const [bizsol, shinkin] = [keysOf("hisui"), keysOf("minato")];
  const common = ["institution", "contractId", "userId", "role"];
  assert.deepEqual(bizsol, [...common, "loginId", "loginPassword", "confirmationPassword"]);
  assert.deepEqual(shinkin, [...common, "pin", "confirmationPin"]);
});

test("users of contracts with further proofs can prove who they are, and their contracts have them", async (t) => {
  const context = await newContext(t);
  await seedDemonstration(context);
  const users = furtherProofUsers(institutions);
  assert.ok(users.length > 0);
  const origin = { address: "192.0.2.1", supportId: "00000-00000" };
  for (const values of users) {
    const institution = shippedInstitution(values["institution"] ?? "");
    const user = acceptedValue(await verifyIdentity(context, { institution, values, origin }));
    const factors = await factorsOfUser(context, institution, user.reference);
    assert.ok(
      (values["furtherProofs"] ?? "").split(" ").every((name) => factors.some((factor) => factor === name)),
    );
  }
});

test("whoever has the letter of demo.json can begin to obtain a login ID", async (t) => {
  const context = await newContext(t);
  await seedDemonstration(context);
  const letters = demonstrationLetters(institutions);
  assert.ok(letters.length > 0);
  for (const letter of letters) {
    const started = await startRegistration(context, {
      institution: shippedInstitution(letter.institution),
      account: letter,
      secrets: {
        login: letter.provisionalLoginPassword,
        confirmation: letter.provisionalConfirmationPassword,
      },
      origin: { address: "192.0.2.1", supportId: "00000-00000" },
    });
    assert.match(acceptedValue(started), /^[\w-]{43}$/);
  }
});
