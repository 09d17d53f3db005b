// npm run bench: figures beside their peers'.
import { runPinnedNode, setUpPackages } from "./set-up.mjs";

setUpPackages();
process.exitCode = await runPinnedNode(["bench/run.ts", ...process.argv.slice(2)]);
