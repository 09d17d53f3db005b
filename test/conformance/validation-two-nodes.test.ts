import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import test, { after, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import { buildOcspRequest } from "#pki/ocsp/request.ts";
import { certificateWorld, ORIGIN, VALIDATION_URL } from "#test/support/certificates.ts";
import type { NodeInstructions } from "./validation-two-nodes-child.ts";

/**
 * Two processes answer from memory while certificates are revoked through a third. Once the revoking call has answered,
 * nobody who asks is told `good` any more: neither while all are well, nor when a node's connection is cut, nor when a
 * node is stopped and comes back.
 */

const world = await certificateWorld(undefined, { start: Temporal.Now.instant() });
const { context, database } = { ...world, database: world.context.database };
const hisui = world.institution("hisui");
const issuer = world.authority.issuer("bizsol-g1");
assert.ok(issuer !== undefined);
const { subjectDer: name, publicKeyInfo } = issuer.certificate;
const identity = issuerIdentity({ name, publicKeyInfo });

interface Node {
  readonly url: string;
  readonly process: ChildProcess;
}

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill("SIGKILL");
});

const startNode = async (): Promise<Node> => {
  const instructions: NodeInstructions = {
    connectionString: database.connectionString,
    keys: world.keyStore.exportKeys(),
    validationUrl: VALIDATION_URL,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, "validation-two-nodes-child.ts")], {
    env: { ...process.env, NODE_OF_VALIDATION: JSON.stringify(instructions), NODE_TEST_CONTEXT: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const said = String((await once(child.stdout, "data"))[0]);
  const url = /ready (\S+)/.exec(said)?.[1];
  assert.ok(url !== undefined, said);
  return { url, process: child };
};

const nodes = await Promise.all([startNode(), startNode()]);
const [first, second] = nodes;
assert.ok(first !== undefined && second !== undefined);

const pathFor = (serial: string): string =>
  `/ocsp/${encodeURIComponent(buildOcspRequest([identity.certId(serial, "sha1")]).toString("base64"))}`;

const get = (url: string, agent: Agent): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    request(url, { agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve(Buffer.concat(chunks)));
    })
      .on("error", reject)
      .end();
  });

const statusIn = (der: Buffer): string => {
  const parsed = parseOcspResponse(der);
  assert.ok(parsed.ok && parsed.value.kind === "successful", der.toString("hex").slice(0, 40));
  return parsed.value.responses[0]?.status.kind ?? "none";
};

interface Hammering {
  /** Answers, with the moment at which each question was asked. */
  readonly answers: { readonly askedAt: number; readonly status: string; readonly isKept: boolean }[];
  stop(): Promise<void>;
}

/** Asks a node about a certificate again and again, some at a time, on new connections, so that the front may answer. */
const hammer = (t: TestContext, url: string, serial: string): Hammering => {
  const answers: Hammering["answers"] = [];
  const signatures = new Set<string>();
  const stopping = new AbortController();
  const lane = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const agent = new Agent({ keepAlive: true });
      const askedAt = performance.now();
      try {
        const body = await get(url + pathFor(serial), agent);
        const octets = body.toString("hex");
        // No two ECDSA signatures are the same.
        answers.push({ askedAt, status: statusIn(body), isKept: signatures.has(octets) });
        signatures.add(octets);
      } catch (error) {
        // A stopped node answers nobody; a wrong answer is another matter.
        if (error instanceof assert.AssertionError) throw error;
      }
      agent.destroy();
      await delay(1);
    }
  };
  const lanes = Promise.all([lane(), lane(), lane()]);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await lanes;
  };
  t.after(stop);
  return { answers, stop };
};

const revoke = async (serial: string): Promise<{ startedAt: number; doneAt: number }> => {
  const startedAt = performance.now();
  const outcome = await revokeCertificate(context, {
    institution: hisui,
    serial,
    reason: "keyCompromise",
    actor: { kind: "staff", name: "counter" },
    origin: ORIGIN,
  });
  assert.ok(outcome.ok);
  return { startedAt, doneAt: performance.now() };
};

const active = async (): Promise<string> => (await world.activate(await world.newUser("hisui"))).serial;

const until = async (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await isSo()); tries += 1) {
    assert.ok(tries < 2_000, what);
    await delay(10);
  }
};

const untilKept = ({ answers }: Hammering): Promise<void> =>
  until("answers come from memory", () => answers.some(({ isKept }) => isKept));

/** Waits for some who ask after the revoking call has answered, and looks at what they were told. */
const assertSeen = async ({ answers }: Hammering, doneAt: number): Promise<void> => {
  const late = (): Hammering["answers"] => answers.filter(({ askedAt }) => askedAt > doneAt);
  await until("somebody asked afterwards", () => late().length > 5);
  const told = late().map(({ status }) => status);
  assert.deepEqual([...new Set(told)], ["revoked"]);
};

const untilHeld = (node: Node): Promise<void> =>
  until("a node gets its lease again", async () =>
    (await (await fetch(`${node.url}/lease`)).text()).includes("true"),
  );

/** Connections on which the nodes hear of changes. */
const LISTENERS = `from pg_stat_activity where application_name = 'tegata-listener' and datname = current_database()`;

test(
  "revoked through one process, the others never answer good afterwards",
  { timeout: 120_000 },
  async (t) => {
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const serial = await active();
      const hammering = nodes.map(({ url }) => hammer(t, url, serial));
      await Promise.all(hammering.map(untilKept));
      const { startedAt, doneAt } = await revoke(serial);
      waits.push(doneAt - startedAt);
      for (const each of hammering) {
        await assertSeen(each, doneAt);
        await each.stop();
      }
    }
    // Both acknowledge; the wait for a lease to run out would be two seconds.
    assert.ok((waits.toSorted((a, b) => a - b)[6] ?? Infinity) < 1_500, waits.join());
  },
);

test(
  "a node whose connection is cut in the middle never answers good afterwards",
  { timeout: 120_000 },
  async (t) => {
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(nodes.map(untilHeld));
      const serial = await active();
      const hammering = nodes.map(({ url }) => hammer(t, url, serial));
      await Promise.all(hammering.map(untilKept));
      const [cut] = await Promise.all([
        delay(round * 2).then(() => database.asOwner(`select pg_terminate_backend(pid) ${LISTENERS}`)),
        revoke(serial).then(async ({ doneAt }) => {
          for (const each of hammering) await assertSeen(each, doneAt);
          for (const each of hammering) await each.stop();
        }),
      ]);
      assert.ok(cut.length > 0, "there was a connection to cut");
    }
  },
);

test(
  "a node that was stopped is waited out, and does not answer good when it comes back",
  { timeout: 120_000 },
  async (t) => {
    await Promise.all(nodes.map(untilHeld));
    const serial = await active();
    const hammering = hammer(t, second.url, serial);
    await untilKept(hammering);
    second.process.kill("SIGSTOP");
    await delay(50);
    const { startedAt, doneAt } = await revoke(serial);
    assert.ok(doneAt - startedAt > 1_900, "its lease had to run out");
    second.process.kill("SIGCONT");
    await assertSeen(hammering, doneAt);
    await hammering.stop();
    // It was taken for dead: nobody waits for it until it is back.
    await Promise.all(nodes.map(untilHeld));
    const again = await revoke(await active());
    assert.ok(again.doneAt - again.startedAt < 1_500);
  },
);

test("a node that was killed holds up one revocation and no more", { timeout: 120_000 }, async () => {
  const third = await startNode();
  third.process.kill("SIGKILL");
  await once(third.process, "exit");
  const serials = [await active(), await active()];
  const waits: number[] = [];
  for (const serial of serials) {
    const { startedAt, doneAt } = await revoke(serial);
    waits.push(doneAt - startedAt);
  }
  assert.ok((waits[0] ?? 0) > 1_900 && (waits[1] ?? Infinity) < 1_500, waits.join());
  const rows = await database.asOwner<{ n: number }>("select count(*)::int as n from ocsp_node");
  assert.equal(rows[0]?.n, 2);
});

test("a node without a lease reads the record each time", async () => {
  await Promise.all(nodes.map(untilHeld));
  const serial = await active();
  const ask = async (): Promise<Buffer> => {
    const agent = new Agent({ keepAlive: true });
    const answer = await get(first.url + pathFor(serial), agent);
    agent.destroy();
    return answer;
  };
  assert.deepEqual(await ask(), await ask());
  // Nobody can listen any more, while everything else goes on.
  await database.asOwner("revoke insert, update on ocsp_node from tegata_app");
  await database.asOwner(`select pg_terminate_backend(pid) ${LISTENERS}`);
  await delay(100);
  const [one, other] = [await ask(), await ask()];
  assert.deepEqual([statusIn(one), statusIn(other)], ["good", "good"]);
  assert.notDeepEqual(one, other, "each was signed");
  await revoke(serial);
  assert.equal(statusIn(await ask()), "revoked");
  await database.asOwner("grant insert, update on ocsp_node to tegata_app");
  await untilHeld(first);
});
