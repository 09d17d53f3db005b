import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { queueRemindersOf } from "#domain/reminder/queue.ts";
import { settableClock } from "#shared/clock.ts";
import type { Benchmark, Figure } from "./figure.ts";
import { startBenchAuthority, type BenchAuthority } from "./support/bench-authority.ts";
import { fillCertificates } from "./support/population.ts";

/** Active certificates, one a user. */
const SIZES = [10_000, 1_000_000] as const;
/** So many of them are due: a week's expiries among a million issued over a year, and the same share of 10⁴. */
const FEW = 300;
const MANY = 30_000;

interface Measured {
  readonly active: number;
  readonly due: number;
  readonly seconds: number;
  /** Processor seconds of Node. */
  readonly cpuSeconds: number;
  /** The same run again, when nothing is due any more. */
  readonly againSeconds: number;
  /** The same rows by plain statements: chosen, recorded, jobs inserted, in one transaction. */
  readonly rawSeconds: number;
}

/** Half past nine in the institution's time zone: no reminders go out at night. */
const morning = (timeZone: string): Temporal.Instant =>
  Temporal.Now.zonedDateTimeISO(timeZone).withPlainTime(new Temporal.PlainTime(9, 30)).toInstant();

/** All certificates expire later than any reminder is due (the population's end in 66 to 366 days); everybody has an address. */
const fill = async (bench: BenchAuthority, active: number): Promise<void> => {
  await fillCertificates(bench, { count: active, certificatesAUser: 1 });
  await bench.asOwner("update contract_user set mail_address = user_id || '@customer.example'");
};

/** Lets so many of them expire in 39 days, and forgets all reminders. */
const makeDue = async (bench: BenchAuthority, now: Temporal.Instant, due: number): Promise<void> => {
  await bench.asOwner("truncate reminder, graphile_worker._private_jobs");
  await bench.asOwner(
    "update certificate set not_after = not_after + interval '60 days' where not_after < $1",
    [now.add({ hours: 24 * 59 }).toString()],
  );
  await bench.asOwner(
    `update certificate set not_after = $1::timestamptz + interval '39 days'
     where serial in (select serial from certificate order by serial limit $2)`,
    [now.toString(), due],
  );
  await bench.asOwner("vacuum analyze certificate");
  await bench.asOwner("vacuum analyze contract_user");
};

const RAW = `
  with due as (
    select c.serial, c.contract_id, c.user_id from certificate c
    join contract_user u using (institution_code, contract_id, user_id)
    where institution_code = $1 and c.phase = 'active' and c.not_after >= $2::timestamptz
      and c.not_after < $2::timestamptz + interval '41 days'
      and u.state = 'active' and u.mail_address is not null
  ), recorded as (
    insert into reminder (institution_code, kind, reference, step, contract_id, user_id, queued_at)
    select $1, 'renewal', serial, 40, contract_id, user_id, $2::timestamptz from due returning reference
  )
  insert into graphile_worker._private_jobs (task_id, payload, priority)
  select (select id from graphile_worker._private_tasks where identifier = 'send-reminder'),
    json_build_object('institutionCode', $1::text, 'kind', 'renewal', 'reference', reference, 'step', 40), 10
  from recorded`;

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
};

const measure = async (
  bench: BenchAuthority,
  now: Temporal.Instant,
  active: number,
  due: number,
): Promise<Measured> => {
  await makeDue(bench, now, due);
  const context = { ...bench.context, clock: settableClock(now) };
  const cpuBefore = process.cpuUsage();
  let queued = 0;
  const seconds = await secondsOf(async () => {
    queued = (await queueRemindersOf(context, bench.institution)).renewal;
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  if (queued !== due) throw new Error(`${queued} reminders instead of ${due}`);
  const againSeconds = await secondsOf(async () => {
    const again = await queueRemindersOf(context, bench.institution);
    if (again.renewal > 0) throw new Error("a reminder was queued twice");
  });
  const { rows } = await bench.asOwner(
    `select (select count(*) from reminder)::int as recorded,
       (select count(distinct payload ->> 'reference') from graphile_worker._private_jobs)::int as jobs`,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the statement above
  const [row] = rows as { recorded: number; jobs: number }[];
  if (row?.recorded !== due || row.jobs !== due) throw new Error("not each reminder has its one job");
  await bench.asOwner("truncate reminder, graphile_worker._private_jobs");
  const rawSeconds = await secondsOf(() => bench.asOwner(RAW, [bench.institution.code, now.toString()]));
  return { active, due, seconds, cpuSeconds: (user + system) / 1e6, againSeconds, rawSeconds };
};

/** Measures each of these numbers of due ones among so many active certificates. */
const measureAll = async (active: number, dues: readonly number[]): Promise<Measured[]> => {
  const folder = mkdtempSync(path.join(tmpdir(), "tegata-bench-reminders-"));
  const bench = await startBenchAuthority(folder);
  try {
    const now = morning(bench.institution.timeZone);
    await fill(bench, active);
    const measured: Measured[] = [];
    for (const due of dues) measured.push(await measure(bench, now, active, due));
    return measured;
  } finally {
    await bench.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

export const remindersBenchmark: Benchmark = {
  name: "reminders",
  description: "the reminder run: what is due is chosen and queued, by number of active certificates",
  run: async () => {
    const [small] = await measureAll(SIZES[0], [FEW]);
    const [few, many] = await measureAll(SIZES[1], [FEW, MANY]);
    if (small === undefined || few === undefined || many === undefined)
      throw new Error("nothing was measured");
    const again = ({ againSeconds }: Measured): string =>
      `again, with nothing left to do: ${(againSeconds * 1000).toFixed(0)} ms`;
    const figures: Figure[] = [
      {
        name: `reminders-${many.due}`,
        value: many.due / many.seconds,
        unit: "reminders/s",
        peer: "one INSERT … SELECT of the same rows and jobs",
        peerValue: many.due / many.rawSeconds,
        notes: [
          `${many.due} of ${many.active} active certificates are due: chosen, recorded and queued in ${many.seconds.toFixed(2)} s (${many.cpuSeconds.toFixed(2)} s of Node's processor time), ${Math.ceil(many.due / 1000)} transactions with their audit rows; plainly, in one: ${many.rawSeconds.toFixed(2)} s`,
          again(many),
        ],
      },
      {
        name: "reminders-of-a-million",
        value: few.seconds * 1000,
        unit: "ms",
        peer: `the same ${small.due} of ${small.active}`,
        peerValue: small.seconds * 1000,
        notes: [
          `${few.due} due of ${few.active} active certificates: the cost follows what is due`,
          again(few),
        ],
      },
    ];
    return figures;
  },
};
