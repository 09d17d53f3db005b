import assert from "node:assert/strict";
import { test } from "node:test";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { acceptedValue } from "#test/support/population.ts";
import { certificateWorld, ORIGIN } from "#test/support/certificates.ts";
import { revokeCertificate } from "./revoke.ts";

const world = await certificateWorld();
const { database } = world.context;

/** The mails queued since the last time, oldest first. */
const mails = async (): Promise<{ subject: string; text: string }[]> =>
  database.asOwner(
    `with gone as (delete from graphile_worker._private_jobs where payload::jsonb ? 'subject' returning id, payload)
     select payload ->> 'subject' as subject, payload ->> 'text' as text from gone order by id`,
  );
const device = (deviceName: string) => ({ device: { keyStoreKind: "nss", deviceName, osUser: "hanako" } });

test("each change of a certificate is told once, a new PC in the same mail, without links", async () => {
  const user = await world.newUser("hisui");
  const institution = world.institution("hisui");
  const told = async (): Promise<string> => {
    const [mail, ...more] = await mails();
    assert.deepEqual(more, [], "one mail for one change");
    assert.doesNotMatch(mail?.text ?? "", /https?:|www\./i);
    assert.ok(!(mail?.text ?? "").includes(user.loginId ?? "?"), "the login ID is masked");
    return mail?.subject ?? "none";
  };
  await mails();
  const first = await world.activate(user, device("PC-1"));
  assert.equal(await told(), "電子証明書発行のお知らせ");
  const renewed = await world.activate(user, { ...device("PC-1"), supersedesSerial: first.serial });
  assert.equal(await told(), "電子証明書更新完了のお知らせ");
  const moved = await world.activate(user, { ...device("PC-2"), supersedesSerial: renewed.serial });
  assert.equal(await told(), "電子証明書更新完了のお知らせ（新しいパソコン）");
  const { serial } = moved;
  acceptedValue(await confirmCertificate(world.context, { institution, serial, origin: ORIGIN }));
  assert.equal(await told(), "none", "a confirmation that is repeated tells nothing");
  const actor = { kind: "staff", name: "test" } as const;
  acceptedValue(
    await revokeCertificate(world.context, { institution, serial, reason: "unspecified", actor }),
  );
  assert.equal(await told(), "電子証明書失効のお知らせ");
  await world.activate(user, device("PC-3"));
  assert.equal(await told(), "電子証明書発行のお知らせ（新しいパソコン）");
});

test("whoever has no mail address gets none", async () => {
  const user = await world.newUser("minato");
  await database.asOwner("update contract_user set mail_address = null where contract_id = $1", [
    user.reference.contractId,
  ]);
  await mails();
  await world.activate({ ...user, mailAddress: null });
  assert.deepEqual(await mails(), []);
});
