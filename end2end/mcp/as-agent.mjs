// Signs somebody up at a running IGNY8, makes them an API token, and passes requests on with it: the suite sends none itself.
// Prints the address to ask and the token; ends with its standard input.

import http from "node:http";

const base = new URL(process.argv[2]);

async function post(path, body, token) {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(new URL(path, base), { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const person = {
  email: `agent-${process.pid}-${Date.now()}@example.com`,
  password: "a long enough password",
  name: "Agent",
  account: "Agents",
};
const { access_token: access } = await post("/api/v1/auth/signup", person);
const { secret } = await post("/api/v1/auth/tokens", { name: "agent", role: "owner", spend: true }, access);

const server = http.createServer((asked, answered) => {
  const headers = { ...asked.headers, authorization: `Bearer ${secret}` };
  const passed = http.request(
    { host: base.hostname, port: base.port, path: asked.url, method: asked.method, headers, setHost: false },
    (answer) => {
      answered.writeHead(answer.statusCode, answer.headers);
      answer.pipe(answered);
    },
  );
  passed.on("error", () => answered.destroy());
  // The suite ends requests by hanging up.
  answered.on("close", () => passed.destroy());
  asked.pipe(passed);
});

server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}/mcp`, token: secret }));
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
