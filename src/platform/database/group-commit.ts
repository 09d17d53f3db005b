/** How members of a group are written together. */
export interface GroupRules<Entry, Outcome> {
  /**
   * Members of a group are given in this order, so that two groups that lock the same things never wait for each other
   * in a circle.
   */
  readonly orderOf: (entry: Entry) => string;
  /** Writes entries at `place` in one transaction, all or none; gives an outcome for each, in the same order. */
  readonly runTogether: (place: string, entries: readonly Entry[]) => Promise<readonly Outcome[]>;
}

interface Member<Entry, Outcome> {
  readonly entry: Entry;
  readonly order: string;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

const MOST_IN_A_GROUP = 64;

/**
 * Group commit: while one transaction is under way, what comes in waits and then shares the next one. Under load that
 * saves most of the statements, round trips, wake-ups and waits for the disk; alone, nothing waits. Durability is the
 * same: nobody is told of success before the commit that holds it.
 *
 * A group that fails leaves nothing. It is then run in halves, and these in halves, until whoever made it fail has
 * failed alone: nobody's error is another's.
 *
 * @returns a function that writes `entry` at `place` (one queue for each place)
 */
export const groupCommit = <Entry, Outcome>({
  orderOf,
  runTogether,
}: GroupRules<Entry, Outcome>): ((place: string, entry: Entry) => Promise<Outcome>) => {
  type Members = readonly Member<Entry, Outcome>[];
  const queues = new Map<string, Member<Entry, Outcome>[]>();

  const runInHalves = async (place: string, group: Members): Promise<void> => {
    const middle = Math.ceil(group.length / 2);
    await run(place, group.slice(0, middle));
    await run(place, group.slice(middle));
  };

  const run = async (place: string, group: Members): Promise<void> => {
    let outcomes: readonly Outcome[];
    try {
      outcomes = await runTogether(
        place,
        group.map(({ entry }) => entry),
      );
      if (outcomes.length !== group.length)
        throw new Error("a group gives an outcome for each of its members");
    } catch (error) {
      if (group.length > 1) return runInHalves(place, group);
      group[0]?.reject(error);
      return;
    }
    // Of the same length, as was just made sure of.
    for (const [index, outcome] of outcomes.entries()) group[index]?.resolve(outcome);
  };

  const drain = async (place: string, queue: Member<Entry, Outcome>[]): Promise<void> => {
    while (queue.length > 0) {
      const group = queue.splice(0, MOST_IN_A_GROUP);
      group.sort((left, right) => (left.order < right.order ? -1 : 1));
      await run(place, group);
    }
    queues.delete(place);
  };

  return (place, entry) =>
    new Promise((resolve, reject) => {
      const member = { entry, order: orderOf(entry), resolve, reject };
      const queue = queues.get(place);
      if (queue !== undefined) {
        queue.push(member);
        return;
      }
      const started = [member];
      queues.set(place, started);
      void drain(place, started);
    });
};
