import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadInstitutions } from "#domain/institution/load.ts";
import type { Grantor } from "./may-grant.ts";
import { mayGrantAcquisition } from "./may-grant.ts";

const loaded = loadInstitutions(join(import.meta.dirname, "../../../../institutions"));
assert.ok(loaded.ok);
const registry = loaded.value;

const colleague = (role: "master" | "administrator" | "user"): Grantor => ({
  kind: "user",
  role,
  isOfSameContract: true,
  isSameUser: false,
});

const may = (id: string, grantor: Grantor, granteeRole: "master" | "administrator" | "user"): boolean => {
  const institution = registry.byId(id);
  assert.ok(institution, id);
  return mayGrantAcquisition(institution, grantor, granteeRole);
};

test("the institution gives the right to anybody", () => {
  for (const { id } of registry.all) assert.ok(may(id, { kind: "institution" }, "administrator"), id);
});

test("[001] an administrator gives it to users, the branch to administrators", () => {
  assert.ok(may("yukiguni", colleague("administrator"), "user"));
  assert.ok(!may("yukiguni", colleague("administrator"), "administrator"));
});

test("a user gives it to nobody", () => {
  assert.ok(!may("yukiguni", colleague("user"), "user"));
});

test("nobody gives it to themselves", () => {
  assert.ok(
    !may("hisui", { kind: "user", role: "master", isOfSameContract: true, isSameUser: true }, "master"),
  );
});

test("an administrator of another contract gives it to nobody", () => {
  const stranger: Grantor = {
    kind: "user",
    role: "administrator",
    isOfSameContract: false,
    isSameUser: false,
  };
  assert.ok(!may("yukiguni", stranger, "user"));
});
