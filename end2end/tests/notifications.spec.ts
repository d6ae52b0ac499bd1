// A run that took long: who started it and went on with other work is told by the bell, and led to what came of it.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { apiOf, good, sectorOf } from "../support/api";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, open, test } from "../support/page";
import { signUp } from "../support/person";

/** What runs shorter than this is not told: whoever started it still looks at it. */
const LONG_MS = 60_000;

/** A model server that thinks so long about its vectors. */
async function slowModels(): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      if (request.url?.endsWith("/embeddings") !== true) {
        response.statusCode = 404;
        response.end(JSON.stringify({ error: { message: "Only embeddings here.", type: "invalid_request_error" } }));
        return;
      }
      const { input } = JSON.parse(Buffer.concat(parts).toString()) as { input: string[] };
      const data = input.map((text, index) => ({ object: "embedding", index, embedding: [text.includes("tea") ? 1 : 0, text.includes("bike") ? 1 : 0, 0.1] }));
      setTimeout(() => response.end(JSON.stringify({ object: "list", model: "slow", data, usage: { prompt_tokens: 1, total_tokens: 1 } })), LONG_MS + 2_000);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

test("who started a long run is told when it has finished", async ({ page }) => {
  test.setTimeout(240_000);
  await signUp(page);
  const api = apiOf(page);
  const models = await slowModels();
  try {
    const base_url = `http://127.0.0.1:${(models.address() as AddressInfo).port}/v1`;
    const made = await good(api.POST("/system/integrations", { body: { kind: "openai", name: "Slow", base_url, embedding_model: "slow" } }));
    await good(api.PATCH("/system/settings", { body: { clusters_by_id: made.id } }));
    const sector_id = await sectorOf(page);
    const ids: string[] = [];
    for (const keyword of ["green tea", "green tea benefits", "buy green tea", "mountain bike", "mountain bike tyres", "cheap mountain bike"])
      ids.push((await good(api.POST("/planner/keywords", { body: { keyword, sector_id } }))).id);
    await good(api.POST("/planner/keywords/actions/auto_cluster", { body: { ids } }));

    await open(page, "/writer/tasks");
    const top = page.getByRole("banner");
    await expect(top.getByRole("link", { name: "Notifications", exact: true })).toBeVisible();
    const bell = top.getByRole("link", { name: "Notifications, 1 unread" });
    await expect(bell, "the bell rings without a reload").toBeVisible({ timeout: LONG_MS + 40_000 });
    await bell.click();
    const row = page.getByRole("row", { name: /AI task finished/ });
    await expect(row).toBeVisible();
    await expectNoSeriousAxe(page);
    await row.getByRole("link").first().click();
    await expect(page.getByText("Succeeded").first()).toBeVisible();
  } finally {
    models.closeAllConnections();
    models.close();
  }
});
