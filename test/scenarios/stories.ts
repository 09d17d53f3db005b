import { createContract } from "#domain/contract/contracts.ts";
import { contractFactor } from "#domain/second-factor/contract-factors.ts";
import { grantAcquisition } from "#domain/enrollment/grant.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import type { User } from "#domain/user/users.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import type { Held } from "#test/support/enrollment-client.ts";
import { acceptedValue } from "#test/support/population.ts";
import { EnrollmentClient } from "#test/support/enrollment-client.ts";
import { reminderWorld } from "#test/support/reminders.ts";
import { invariant } from "#shared/invariant.ts";
import { BEGINNING, ORIGIN, type ScenarioWorld, type Story } from "./world.ts";

/** A story: the same under every policy. It tells what came of it in a few words. */
export type Tell = (world: ScenarioWorld, institutionId: string) => Promise<string>;

const staff = { kind: "staff", name: "counter" } as const;
const DAY = { hours: 24 } as const;
const LATER = { hours: 1 } as const;

const endOf = (held: Held): Temporal.Instant => acceptedValue(parseCertificate(held.der)).notAfter;

/** Everybody of the contract in turn: `head: …; user: …`. */
const eachOf = async (story: Story, tell: (person: User) => Promise<string>): Promise<string> => {
  const { head, administrator, user } = story;
  const told: string[] = [];
  for (const [name, person] of Object.entries({ head, administrator, user }))
    if (person !== undefined) told.push(`${name}: ${await tell(person)}`);
  return told.join("; ");
};

export const proofForIssue: Tell = async (world, id) => {
  const { first } = await EnrollmentClient.start(world.server, id);
  return first.kind === "ask" ? first.fields.map(({ name }) => name).join(" ") : first.kind;
};

export const furtherProofs: Tell = async (world, id) => {
  const { institution, user } = await world.begin(id);
  const change = { at: world.context.clock.now(), actor: staff, origin: ORIGIN };
  const contracted = await world.context.database.inInstitution(institution.code, (tx) =>
    contractFactor(
      tx,
      institution,
      { contractId: user.reference.contractId, factor: "oneTimePassword" },
      change,
    ),
  );
  return contracted.ok ? (await world.tryAcquire(user)).outcome : contracted.refusal.code;
};

export const firstIssue: Tell = async (world, id) => {
  const story = await world.begin(id);
  return eachOf(story, async (person) => (await world.tryAcquire(person)).outcome);
};

export const validity: Tell = async (world, id) => {
  const { institution, user } = await world.begin(id);
  const end = endOf(await world.acquire(user)).toZonedDateTimeISO(institution.timeZone);
  return `${end.toPlainDate().toString()} ${end.toPlainTime().toString()}`;
};

export const rightNeverGiven: Tell = async (world, id) => {
  const { user } = await world.begin(id, { mayAcquire: false });
  return (await world.tryAcquire(user)).outcome;
};

export const notApplied: Tell = async (world, id) => {
  const { institution } = await world.begin(id);
  const draft = { contractId: "NOTYET", companyName: "試験商事", loginMethod: "password" } as const;
  const change = { at: world.context.clock.now(), actor: staff };
  const made = await world.context.database.inInstitution(institution.code, (tx) =>
    createContract(tx, institution, draft, change),
  );
  if (!made.ok) return made.refusal.code;
  const { user } = await world.begin(id, { loginMethod: "password" });
  return (await world.tryAcquire(user)).outcome;
};

export const onTheEightiethDay: Tell = async (world, id) => {
  const { user } = await world.begin(id);
  world.context.clock.set(BEGINNING.add({ hours: 24 * 80 }));
  return (await world.tryAcquire(user)).outcome;
};

export const deadlineMissed: Tell = async (world, id) => {
  const { user } = await world.begin(id);
  world.context.clock.set(BEGINNING.add({ hours: 24 * 81 }));
  return (await world.tryAcquire(user)).outcome;
};

/** The deadline missed: who can give the right again, and does the user get a certificate then. */
export const deadlineMissedAndGranted: Tell = async (world, id) => {
  const { institution, head, user } = await world.begin(id);
  await world.acquire(head);
  world.context.clock.set(BEGINNING.add({ hours: 24 * 81 }));
  const given = await grantAcquisition(world.context, {
    institution,
    user: user.reference,
    actor: { kind: "user", user: head.reference },
    origin: ORIGIN,
  });
  if (!given.ok) return given.refusal.code;
  return `given by the head; ${(await world.tryAcquire(user)).outcome}`;
};

/** Every day from 45 before expiry to the day after: on which renewal is open. */
export const renewalDays: Tell = async (world, id) => {
  const { institution, user } = await world.begin(id);
  const held = await world.acquire(user);
  const codes = new Map<number, string | undefined>();
  for (let days = 45; days >= -1; days -= 1) {
    world.goTo(institution, endOf(held), days);
    codes.set(days, await world.renewalRefusal(user, held));
  }
  const open = [...codes].filter(([, code]) => code === undefined).map(([days]) => days);
  const before = codes.get(45) ?? "open";
  return `${before}; open ${open.at(0)} to ${open.at(-1)}; ${codes.get(-1) ?? "open"}`;
};

export const renewalToTheLastSecond: Tell = async (world, id) => {
  const { user } = await world.begin(id);
  const held = await world.acquire(user);
  world.context.clock.set(endOf(held));
  const last = (await world.renewalRefusal(user, held)) ?? "open";
  world.context.clock.advance({ seconds: 1 });
  return `${last}, then ${(await world.renewalRefusal(user, held)) ?? "open"}`;
};

export const expired: Tell = async (world, id) => {
  const story = await world.begin(id);
  return eachOf(story, async (person) => {
    world.context.clock.set(BEGINNING);
    const held = await world.acquire(person);
    world.goTo(story.institution, endOf(held), -1);
    return (await world.tryAcquire(person)).outcome;
  });
};

export const expiredLongAgo: Tell = async (world, id) => {
  const { institution, user } = await world.begin(id);
  const held = await world.acquire(user);
  world.goTo(institution, endOf(held), -91);
  return (await world.tryAcquire(user)).outcome;
};

/** After expiry the head gives the right again on screen, where the head may. */
export const expiredAndGranted: Tell = async (world, id) => {
  const { institution, head, user } = await world.begin(id);
  const held = await world.acquire(user);
  world.goTo(institution, endOf(held), -1);
  const given = await grantAcquisition(world.context, {
    institution,
    user: user.reference,
    actor: { kind: "user", user: head.reference },
    origin: ORIGIN,
  });
  world.context.clock.advance(LATER);
  return given.ok ? (await world.tryAcquire(user)).outcome : given.refusal.code;
};

/** Who revokes the user's certificate on screen, and whether the user gets another one afterwards without more ado. */
export const revokedOnScreen: Tell = async (world, id) => {
  const { head, administrator, user } = await world.begin(id);
  const told: string[] = [];
  for (const [name, person] of Object.entries({ head, administrator })) {
    if (person === undefined) continue;
    await world.tryAcquire(user);
    const visitor = await world.logIn(person, await world.acquire(person));
    told.push(`${name}: ${await world.revokeOnScreen(visitor, user)}`);
    world.context.clock.advance(LATER);
  }
  return told.join("; ");
};

export const byUserOnScreen: Tell = async (world, id) => {
  const { head, user } = await world.begin(id);
  await world.acquire(head);
  const visitor = await world.logIn(user, await world.acquire(user));
  return world.revokeOnScreen(visitor, head);
};

const revokedByStaff = async (
  world: ScenarioWorld,
  { institution }: Story,
  { serial }: Held,
): Promise<void> => {
  const revoked = await revokeCertificate(world.context, {
    institution,
    serial,
    reason: "cessationOfOperation",
    actor: staff,
    origin: ORIGIN,
  });
  if (!revoked.ok) throw new Error(revoked.refusal.code);
  world.context.clock.advance(LATER);
};

export const acquiredAfterRevocation: Tell = async (world, id) => {
  const story = await world.begin(id);
  return eachOf(story, async (person) => {
    await revokedByStaff(world, story, await world.acquire(person));
    return (await world.tryAcquire(person)).outcome;
  });
};

/** The head's PC is to be changed: on screen, or by the branch, and what follows. */
export const changeOfHeadsPc: Tell = async (world, id) => {
  const story = await world.begin(id);
  const held = await world.acquire(story.head);
  const onScreen = await world.revokeOnScreen(await world.logIn(story.head, held), story.head);
  if (onScreen !== "revoked") await revokedByStaff(world, story, held);
  world.context.clock.advance(LATER);
  return `${onScreen}; then ${(await world.tryAcquire(story.head)).outcome}`;
};

/** The contract's other users have so many certificates. */
const tryBeside = async (world: ScenarioWorld, id: string, others: number): Promise<string> => {
  const { institution, head, user } = await world.begin(id);
  const { serial } = await world.acquire(head);
  const { contractId } = user.reference;
  const values = [institution.code, contractId, others - 1];
  await world.context.database.asOwner(
    `insert into contract_user (institution_code, contract_id, user_id, role, user_name, state, language, created_at)
       select $1, $2, 'cap' || n, 'user', 'cap', 'active', 'ja', now() from generate_series(1, $3::int) n`,
    values,
  );
  await world.context.database.asOwner(
    `insert into certificate (institution_code, serial, issuer_id, contract_id, user_id, state, profile, subject,
         not_before, not_after, public_key_digest, tbs_certificate, certificate_signature, fingerprint,
         confirmation_method, confirm_before, prepared_at, signed_at, confirmed_at)
       select c.institution_code, md5($2 || n), c.issuer_id, c.contract_id, 'cap' || n, c.state, c.profile, c.subject,
         c.not_before, c.not_after, sha256(convert_to($2 || n, 'UTF8')), c.tbs_certificate, c.certificate_signature,
         c.fingerprint, c.confirmation_method, c.confirm_before, c.prepared_at, c.signed_at, c.confirmed_at
       from certificate c, generate_series(1, $3::int) n
       where c.institution_code = $1 and c.serial = $4`,
    [...values, serial],
  );
  return (await world.tryAcquire(user)).outcome;
};

export const cap: Tell = async (world, id) =>
  `beside 99: ${await tryBeside(world, id, 99)}; beside 100: ${await tryBeside(world, id, 100)}`;

/** When a user's login by ID and password ends (A2.7). */
export const passwordLogin: Tell = async (world, id) => {
  const { head, user } = await world.begin(id);
  const told = [`before: ${await world.tryPassword(user)}`];
  await world.acquire(head);
  told.push(`the head has one: ${await world.tryPassword(user)}`);
  await world.acquire(user);
  told.push(`own: ${await world.tryPassword(user)}`);
  return told.join("; ");
};

export const oneEach: Tell = async (world, id) => {
  const { user } = await world.begin(id);
  await world.acquire(user);
  world.context.clock.advance(DAY);
  return (await world.tryAcquire(user)).outcome;
};

/** The days before expiry on which mail goes out: to the user, and to the head about the user. */
export const mailDays: Tell = async (_, id) => {
  const cleanUps: (() => unknown)[] = [];
  const reminders = await reminderWorld({ after: (step) => void cleanUps.push(step) });
  try {
    const institution = reminders.institution(id);
    const [head, user] = await reminders.newUsers(id, 2);
    invariant(head !== undefined && user !== undefined, "two users were asked for");
    await reminders.activate(user);
    const end = await reminders.endOf(user);
    const days: { user: number[]; head: number[] } = { user: [], head: [] };
    for (let left = 45; left >= 0; left -= 1) {
      reminders.goTo(institution, end, left);
      await reminders.queue();
      for (const { to } of await reminders.send()) days[to === user.mailAddress ? "user" : "head"].push(left);
    }
    const list = (of: readonly number[]): string => (of.length === 0 ? "-" : of.join(" "));
    return `user ${list(days.user)}; head ${list(days.head)}`;
  } finally {
    for (const step of cleanUps.toReversed()) await step();
  }
};
