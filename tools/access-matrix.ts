import { writeFile } from "node:fs/promises";
import { observeAccess } from "#test/support/access/observe.ts";
import { portalWorld } from "#test/support/portal.ts";
import { accessMatrix, MATRIX_FILE } from "./access-matrix-text.ts";

/** Writes `docs/security/access-matrix.md`: asks for every screen in every role at every institution. */

const cleanUps: (() => unknown)[] = [];
const world = await portalWorld({ after: (step) => void cleanUps.push(step) });
try {
  const observed = await observeAccess(world);
  await writeFile(MATRIX_FILE, accessMatrix(observed));
  console.log(`${MATRIX_FILE}: ${observed.length} requests`);
} finally {
  for (const step of cleanUps.toReversed()) await step();
}
