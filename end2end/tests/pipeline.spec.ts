// From imported keywords to posts on a real WordPress, in the browser, by the offline provider.
import { join } from "node:path";
import type { Browser } from "@playwright/test";
import { apiOf, first, good, statusOf } from "../support/api";
import { expect, open, test } from "../support/page";
import { signUp } from "../support/person";
import { begin, expectSucceeded, run, selectAll, selectFirst, selection } from "../support/table";

const FIXTURES = join(__dirname, "..", "fixtures");
const WORDPRESS = process.env["WORDPRESS_URL"] ?? "";
const LOGIN = {
  user: process.env["WORDPRESS_USER"] ?? "",
  password: process.env["WORDPRESS_PASSWORD"] ?? "",
};
/** What a person signs in to WordPress with, where it is one of the scripts' own. */
const SIGN_IN = process.env["WORDPRESS_SIGN_IN"] ?? "";

/** A block as the editor of WordPress holds it. */
interface Block {
  name: string;
  isValid: boolean;
  innerBlocks: Block[];
}

interface Post {
  id: number;
  slug: string;
  status: string;
  title: { raw: string };
  content: { raw: string };
  featured_media: number;
  tags: number[];
  categories: number[];
  meta: Record<string, string>;
}

/** Posts as WordPress itself tells them, whatever their state. */
async function posts(request: import("@playwright/test").APIRequestContext, search: string): Promise<Post[]> {
  const key = Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString("base64");
  const query = `rest_route=/wp/v2/posts&context=edit&status=any&per_page=50&search=${encodeURIComponent(search)}`;
  const answer = await request.get(`${WORDPRESS}/?${query}`, { headers: { authorization: `Basic ${key}` } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Post[];
}

// Publishing without a destination is refused on purpose.
test.use({ allowedComplaints: { patterns: [/409/] } });

/** Opens a post in WordPress' own editor, in a window of its own, and answers with its blocks, those in others among them. */
async function blocksInEditor(browser: Browser, post: number, screenshot: string): Promise<Block[]> {
  const context = await browser.newContext();
  const editor = await context.newPage();
  await editor.goto(`${WORDPRESS}/wp-login.php`);
  await editor.locator("#user_login").fill(LOGIN.user);
  await editor.locator("#user_pass").fill(SIGN_IN);
  await editor.locator("#wp-submit").click();
  await editor.waitForURL(/wp-admin/);
  await editor.goto(`${WORDPRESS}/wp-admin/post.php?post=${post}&action=edit`);
  const blocks = await editor.waitForFunction(
    () => {
      type Editor = { data?: { select(store: string): { getBlocks(): Block[] } | undefined } };
      const known = (window as unknown as { wp?: Editor }).wp?.data?.select("core/block-editor")?.getBlocks() ?? [];
      const plain = (block: Block): Block => ({
        name: block.name,
        isValid: block.isValid,
        innerBlocks: block.innerBlocks.map(plain),
      });
      return known.length > 0 ? known.map(plain) : undefined;
    },
    undefined,
    { timeout: 60_000 },
  );
  await editor.screenshot({ path: screenshot });
  const flat = (block: Block): Block[] => [block, ...block.innerBlocks.flatMap(flat)];
  const all = ((await blocks.jsonValue()) ?? []).flatMap(flat);
  await expect(editor.getByText(/unexpected or invalid content/)).toHaveCount(0);
  await context.close();
  return all;
}

test("from keywords to three posts, and an update of one", async ({ page, request, browser }, testInfo) => {
  test.setTimeout(300_000);
  expect(WORDPRESS, "WORDPRESS_URL is set by scripts/test.sh and scripts/e2e.sh").not.toBe("");
  await signUp(page);

  await test.step("keywords and clusters", async () => {
    await open(page, "/planner/keywords/import");
    await page.locator("input[type=file]").setInputFiles(join(FIXTURES, "semrush.csv"));
    await expect(page.getByText("File details")).toBeVisible();
    await page.getByRole("button", { name: "Import keywords" }).click();
    await expect(page.getByText("Rows read", { exact: true })).toBeVisible({ timeout: 30_000 });
    await open(page, "/planner/keywords");
    await selectAll(page);
    await run(page, "Auto-cluster");
  });

  await test.step("ideas and writing tasks", async () => {
    await open(page, "/planner/clusters");
    await selectFirst(page, 2);
    await run(page, "Generate ideas");
    await open(page, "/planner/ideas");
    await selectFirst(page, 3);
    await selection(page).getByRole("button", { name: "Create tasks", exact: true }).click();
    await expect(page.getByRole("row").nth(1).getByText("Planned")).toBeVisible();
  });

  await test.step("articles with images", async () => {
    await open(page, "/writer/tasks");
    await selectAll(page);
    await run(page, "Write");
    await open(page, "/writer/content");
    // The headings, three articles, and what they come to.
    await expect(page.getByRole("row")).toHaveCount(5);
    await selectAll(page);
    await run(page, "Write image prompts");
    await selectAll(page);
    await run(page, "Generate images", 120_000);
  });

  await test.step("without a destination nothing is started, and a link leads to where to connect one", async () => {
    await open(page, "/writer/content");
    await selectAll(page);
    await begin(page, "Publish");
    await expect(page.getByText("has no destination yet")).toBeVisible();
    await page.getByRole("link", { name: "Connect a destination" }).click();
    await expect(page).toHaveURL(/\/system\/integrations\/new\?kind=wordpress/);
  });

  await test.step("a WordPress connection", async () => {
    const form = page.getByRole("dialog");
    // The form knows what it is for.
    await expect(form.getByLabel("Type")).toHaveValue("wordpress");
    await expect(form.getByLabel(/^Site\s*\*/)).toHaveValue("My site");
    await expect(form.getByLabel("Username")).toBeVisible();
    await form.getByLabel("Type").selectOption("runware");
    await expect(form.getByLabel("API key")).toBeVisible();
    await form.getByLabel("Type").selectOption("wordpress");
    await expect(form.getByLabel("API key")).toHaveCount(0);
    await form.getByLabel(/^Name\s*\*/).fill("Blog");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByText("Site URL is required.")).toBeVisible();
    await form.getByLabel("Site URL").fill(WORDPRESS);
    await form.getByLabel("Username").fill(LOGIN.user);
    await form.getByLabel("Application password").fill(LOGIN.password);
    await expect(form.getByLabel("Application password")).toHaveAttribute("type", "password");
    await form.getByRole("button", { name: "Save" }).click();
    // It leads back to what needed it; while the form is open, that stands behind the # of its own address.
    await expect(page).toHaveURL(/^[^#]*\/writer\/content/);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByText(LOGIN.password)).toHaveCount(0);
    // What is saved can be tested at once.
    await page.getByRole("button", { name: "Test connection" }).click();
    await expectSucceeded(page.getByRole("dialog"), 30_000);
  });

  const api = apiOf(page);
  const { results } = await good(api.GET("/writer/content", { params: { query: { page_size: 10 } } }));
  expect(results).toHaveLength(3);

  // What the built-in writer wrote is for trying things out: it goes out without an approval and without its notes.
  const site = first(await good(api.GET("/auth/sites"))).id;
  await good(api.PATCH("/auth/sites/{id}", { params: { path: { id: site } }, body: { approval: false } }));
  const publish = async (): Promise<void> => {
    const body = { ids: results.map(({ id }) => id), strip_notes: true };
    const run = (await good(api.POST("/writer/content/actions/publish", { body }))).task_id ?? "";
    await expect.poll(async () => statusOf(page, run), { timeout: 120_000 }).toBe("succeeded");
  };

  await test.step("publish twice: three posts, each once", async () => {
    await open(page, "/writer/content");
    await selectAll(page);
    await begin(page, "Publish");
    const price = page.getByRole("dialog");
    await expect(price.getByText("Blog", { exact: true })).toBeVisible();
    await expect(price.getByText(/3 of 3 are offline drafts/)).toBeVisible();
    await expect(price.getByLabel("Remove editor notes")).not.toBeChecked();
    await publish();
    await publish();
    for (const { id, title } of results) {
      const [post, ...others] = await posts(request, `igny8:${id}`);
      expect(others, title).toEqual([]);
      if (post === undefined) throw new Error(`${title} is not on WordPress`);
      expect(post.status).toBe("publish");
      expect(post.featured_media).toBeGreaterThan(0);
      expect(post.tags.length).toBeGreaterThan(0);
      expect(post.categories.length).toBeGreaterThan(0);
      expect(post.content.raw).toContain("<img");
      expect(post.meta["_yoast_wpseo_metadesc"]).not.toBe("");
    }
  });

  await test.step("an update reaches the same post", async () => {
    const [article] = results;
    if (article === undefined) throw new Error("there is no article");
    const before = (await posts(request, `igny8:${article.id}`))[0];
    const params = { path: { id: article.id } };
    const { version, text } = await good(api.GET("/writer/content/{id}/document", { params }));
    const body = { version, text: { ...text, title: "Changed by an editor" } };
    await good(api.PUT("/writer/content/{id}/document", { params, body }));
    const stale = page.getByText("Changed since published");
    await open(page, `/writer/content/${article.id}`);
    await expect(stale).toBeVisible();
    await publish();
    await open(page, `/writer/content/${article.id}`);
    await expect(page.getByRole("link", { name: "View post" })).toBeVisible();
    await expect(stale).toHaveCount(0);
    const after = await posts(request, `igny8:${article.id}`);
    expect(after).toHaveLength(1);
    expect(after[0]?.id).toBe(before?.id);
    expect(after[0]?.title.raw).toBe("Changed by an editor");
  });

  await test.step("the block editor takes every block as it is", async () => {
    // A WordPress of somebody's own has a password that nobody tells the tests.
    if (SIGN_IN === "") return;
    for (const { id, title } of results) {
      const [post] = await posts(request, `igny8:${id}`);
      const blocks = await blocksInEditor(browser, post?.id ?? 0, testInfo.outputPath(`editor-${id}.png`));
      expect(blocks.length, title).toBeGreaterThan(10);
      expect(
        blocks.filter((block) => !block.isValid || ["core/freeform", "core/missing"].includes(block.name)),
        title,
      ).toEqual([]);
    }
  });

  await test.step("the post as readers see it", async () => {
    const { id } = first({ results });
    const { url } = await good(api.GET("/writer/content/{id}", { params: { path: { id } } }));
    await page.goto(url ?? "");
    await expect(page.getByText("Changed by an editor").first()).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath("post.png"), fullPage: true });
  });
});
