// An article of its own for a test: a writing task and the offline writer, by the API as a program would.
import { expect, type Page } from "@playwright/test";

interface Row {
  id: string;
}

interface List {
  results: Row[];
}

async function json<T>(response: { ok(): boolean; status(): number; text(): Promise<string> }): Promise<T> {
  const text = await response.text();
  expect(response.ok(), `${response.status()}: ${text}`).toBe(true);
  return JSON.parse(text) as T;
}

function first({ results }: List): Row {
  const [row] = results;
  if (row === undefined) throw new Error("the list is empty");
  return row;
}

/** Makes an article as the person who is signed in on this page; answers with its id. */
export async function writeArticle(page: Page, title: string): Promise<string> {
  const api = page.request;
  const sector = first(await json<List>(await api.get("/api/v1/auth/sectors")));
  const data = { title, sector_id: sector.id, keywords: "trail shoes\ntrail running shoes", words: 400 };
  const task = await json<Row>(await api.post("/api/v1/writer/tasks", { data }));
  const start = await api.post("/api/v1/writer/tasks/actions/generate_content", { data: { ids: [task.id] } });
  const { task_id: run } = await json<{ task_id: string }>(start);
  await expect
    .poll(
      async () => (await json<{ status: string }>(await api.get(`/api/v1/system/tasks/${run}`))).status,
      { timeout: 60_000, message: "the state of the run that writes" },
    )
    .toBe("succeeded");
  return first(await json<List>(await api.get(`/api/v1/writer/content?task_id=${task.id}`))).id;
}
