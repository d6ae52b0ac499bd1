// Runs the official conformance suite against the endpoint of crates/mcp-endpoint with the tools that it asks of every server, and
// what of it needs no such tools against a running IGNY8; then has the official inspector list and call there.
//
// node run.mjs ADDRESS_OF_THE_EXAMPLE ADDRESS_OF_IGNY8

import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

if (Number(process.versions.node.split(".")[0]) < 22) {
  console.error("The conformance suite needs Node.js 22 or later.");
  process.exit(1);
}
const [example, igny8] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
const bin = (name) => `${here}node_modules/.bin/${name}`;
const failed = [];

function run(title, program, args) {
  const done = spawnSync(process.execPath, [program, ...args], { cwd: here, encoding: "utf8", timeout: 300_000 });
  const text = `${done.stdout}${done.stderr}`;
  if (done.status !== 0) {
    failed.push(title);
    console.log(`FAILED: ${title}\n${text.slice(-6_000)}`);
  } else {
    console.log(`passed: ${title}`);
  }
  return text;
}

function suite(title, url, args) {
  const text = run(title, bin("conformance"), ["server", "--url", url, ...args]);
  const totals = text.match(/^.*(?:Total|total|passed).*$/gm);
  if (totals) console.log(`  ${totals.at(-1).trim()}`);
}

// What only a session could carry (requests of the server to an older client, subscriptions) is not offered to older clients.
for (const revision of ["2026-07-28", "2025-11-25"]) {
  const known = revision === "2025-11-25" ? ["--expected-failures", `${here}without-sessions.yaml`] : [];
  suite(`endpoint, all that ${revision} requires`, example, ["--requirements", revision, ...known]);
}

const agent = spawn(process.execPath, [`${here}as-agent.mjs`, igny8], { stdio: ["pipe", "pipe", "inherit"] });
const [line] = await new Promise((resolve, reject) => {
  createInterface({ input: agent.stdout }).once("line", (line) => resolve([line]));
  agent.once("exit", () => reject(new Error("the agent ended")));
});
const { url, token } = JSON.parse(line);

for (const [scenario, revisions] of [
  ["tools-list", ["2026-07-28", "2025-11-25"]],
  ["resources-list", ["2026-07-28", "2025-11-25"]],
  ["sep-2164-resource-not-found", ["2026-07-28"]],
  ["dns-rebinding-protection", ["2026-07-28", "2025-11-25"]],
  ["server-initialize", ["2025-11-25"]],
  ["ping", ["2025-11-25"]],
  ["http-header-validation", ["2026-07-28"]],
]) {
  for (const revision of revisions) {
    suite(`IGNY8, ${scenario} of ${revision}`, url, ["--scenario", scenario, "--spec-version", revision]);
  }
}

const direct = `${igny8}/mcp`;
const inspect = (title, ...args) =>
  run(title, bin("mcp-inspector"), [
    "--cli",
    direct,
    "--transport",
    "http",
    "--header",
    `Authorization: Bearer ${token}`,
    ...args,
  ]);
inspect("inspector lists tools", "--method", "tools/list");
inspect("inspector calls a tool", "--method", "tools/call", "--tool-name", "list", "--tool-arg", "resource=auth/sectors");

agent.stdin.end();
if (failed.length > 0) {
  console.log(`${failed.length} failed:\n${failed.join("\n")}`);
  process.exit(1);
}
