// An article of its own for a test: a writing task and the offline writer, by the API as a program would.
import { expect, type Page } from "@playwright/test";
import { apiOf, first, good, sectorOf, statusOf } from "./api";

/** Makes an article as the person who is signed in on this page; answers with its id. */
export async function writeArticle(page: Page, title: string): Promise<string> {
  const api = apiOf(page);
  const body = { title, sector_id: await sectorOf(page), keywords: "trail shoes\ntrail running shoes", words: 400 };
  const { id: task } = await good(api.POST("/writer/tasks", { body }));
  const started = await good(api.POST("/writer/tasks/actions/generate_content", { body: { ids: [task] } }));
  const run = started.task_id ?? "";
  await expect
    .poll(async () => statusOf(page, run), { timeout: 60_000, message: "the state of the run that writes" })
    .toBe("succeeded");
  return first(await good(api.GET("/writer/content", { params: { query: { task_id: task } } }))).id;
}
