// npm run fuzz: coverage-guided fuzzing of everything that reads foreign octets.
import { runPinnedNode, setUpPackages } from "./set-up.mjs";

setUpPackages();
process.exitCode = await runPinnedNode(["tools/fuzz/main.ts", ...process.argv.slice(2)]);
