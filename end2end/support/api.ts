// The REST API as its own document types it, asked by whoever is signed in on a page.
import type { Page } from "@playwright/test";
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./api-types";

/** What the document calls so, such as a `Keyword`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** Any host: the page's browser puts its own in place. */
const ANYWHERE = "http://igny8.test";

/** The API with the cookies of this page. */
export function apiOf(page: Page): Client<paths> {
  return createClient<paths>({
    baseUrl: `${ANYWHERE}/api/v1`,
    querySerializer: { array: { style: "form", explode: false } },
    async fetch(request: Request): Promise<Response> {
      const sent = Buffer.from(await request.arrayBuffer());
      const answer = await page.request.fetch(request.url.slice(ANYWHERE.length), {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        ...(sent.length > 0 ? { data: sent } : {}),
      });
      const headers = answer.headersArray().map(({ name, value }): [string, string] => [name, value]);
      const body = answer.status() === 204 || answer.status() === 304 ? null : new Uint8Array(await answer.body());
      return new Response(body, { status: answer.status(), headers });
    },
  });
}

/** The answer of the API, which must not be a problem. */
export async function good<Data>(asked: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await asked;
  if (!response.ok) throw new Error(`${response.status}: ${JSON.stringify(error)}`);
  return data as Data;
}

/** The first row of a list, which must not be empty. */
export function first<Row>({ results }: { results: Row[] }): Row {
  const [row] = results;
  if (row === undefined) throw new Error("the list is empty");
  return row;
}

/** The id of the account's first sector, which keywords and all that comes of them belong to. */
export async function sectorOf(page: Page): Promise<string> {
  return first(await good(apiOf(page).GET("/auth/sectors"))).id;
}

/** How a run stands. */
export async function statusOf(page: Page, run: string): Promise<Schema<"AITask">["status"]> {
  return (await good(apiOf(page).GET("/system/tasks/{id}", { params: { path: { id: run } } }))).status;
}
