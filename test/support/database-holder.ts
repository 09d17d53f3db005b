// A process that holds an embedded server, for the tests that kill such processes:
// `node database-holder.ts <directory>` says `ready <connection string>`, and stops when its standard input ends.
import { startEmbedded } from "#platform/database/embedded.ts";

const [, , directory = ""] = process.argv;
const server = await startEmbedded({ directory, settings: { shared_buffers: "16MB" } });
process.stdout.write(`ready ${server.connectionString}\n`);
process.stdin.resume();
process.stdin.once("end", () => {
  void server.stop().then(() => process.exit(0));
});
