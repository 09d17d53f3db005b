// npm start: everything, with demonstration data.
import { runPinnedNode, setUpPackages } from "./set-up.mjs";

setUpPackages();
process.exitCode = await runPinnedNode(["src/main.ts", "--demo", ...process.argv.slice(2)]);
