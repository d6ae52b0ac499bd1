// Somebody lets an app in: the page says which and what, the answer arrives at the app over another redirect, and it is listed.
import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, test } from "../support/page";
import { signUp } from "../support/person";

/** A program of this computer that waits for its answer, at an address that leads on to another host, as some apps do. */
async function listening(): Promise<{ back: string; answer: Promise<URL>; close: () => void }> {
  let heard: (url: URL) => void;
  const answer = new Promise<URL>((resolve) => (heard = resolve));
  const server = http.createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const url = new URL(request.url ?? "/", `http://127.0.0.1:${port}`);
    if (url.pathname === "/callback") {
      response.writeHead(302, { location: `http://localhost:${port}/done${url.search}` }).end();
    } else if (url.pathname === "/done") {
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Done</title><h1>Connected</h1>");
      heard(url);
    } else {
      response.writeHead(204).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { back: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`, answer, close: () => server.close() };
}

test("an app is connected, works and is disconnected", async ({ page, request }) => {
  await signUp(page);
  const app = await listening();
  const registered = await request.post("/oauth/register", { data: { client_name: "Helper", redirect_uris: [app.back] } });
  const { client_id: client } = (await registered.json()) as { client_id: string };
  const verifier = randomBytes(32).toString("base64url");
  const question = new URLSearchParams({
    response_type: "code",
    client_id: client,
    redirect_uri: app.back,
    state: "s1",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    scope: "read write spend",
  });
  await open(page, `/oauth/authorize?${question.toString()}`);
  await expect(page.getByText("Helper wants to access your IGNY8 account.")).toBeVisible();
  await expect(page.getByLabel("View this account")).toBeDisabled();
  await expect(page.getByLabel("Spend credits")).toBeChecked();
  await expect(page.getByLabel("Approve and publish")).not.toBeChecked();
  await expectNoSeriousAxe(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  await page.getByLabel("Spend credits").uncheck();
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Connected" })).toBeVisible();
  const answer = (await app.answer).searchParams;
  expect(answer.get("state")).toBe("s1");

  const exchanged = await request.post("/oauth/token", {
    form: { grant_type: "authorization_code", code: answer.get("code") ?? "", client_id: client, redirect_uri: app.back, code_verifier: verifier },
  });
  const keys = (await exchanged.json()) as { access_token: string; scope: string };
  expect(keys.scope).toBe("read write");
  const asked = async (): Promise<number> => {
    const answered = await request.post("/mcp", {
      headers: { authorization: `Bearer ${keys.access_token}`, accept: "application/json, text/event-stream" },
      data: { jsonrpc: "2.0", id: 1, method: "tools/list" },
    });
    return answered.status();
  };
  expect(await asked()).toBe(200);

  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page, "/auth/apps");
  await expect(page.getByRole("row", { name: /Helper/ })).toContainText("Connected");
  await page.getByRole("button", { name: "Actions for Helper" }).click();
  await page.getByRole("menuitem", { name: "Disconnect" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByText("App disconnected")).toBeVisible();
  expect(await asked()).toBe(401);
  app.close();
});

test("a no is told the app, and an address that is not the app's is told the person", async ({ page, request }) => {
  await signUp(page);
  const app = await listening();
  const registered = await request.post("/oauth/register", { data: { client_name: "Helper", redirect_uris: [app.back] } });
  const { client_id: client } = (await registered.json()) as { client_id: string };
  const question = new URLSearchParams({
    response_type: "code",
    client_id: client,
    redirect_uri: app.back,
    code_challenge: createHash("sha256").update("x").digest("base64url"),
    code_challenge_method: "S256",
  });
  await open(page, `/oauth/authorize?${question.toString()}`);
  await page.getByRole("button", { name: "Don't allow" }).click();
  expect((await app.answer).searchParams.get("error")).toBe("access_denied");
  app.close();
  question.set("redirect_uri", "https://evil.example/callback");
  const refused = await page.request.get(`/oauth/authorize?${question.toString()}`, { headers: { accept: "text/html" } });
  expect(refused.status()).toBe(400);
  expect(await refused.text()).toContain("isn't registered");
});
