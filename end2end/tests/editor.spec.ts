// The editor of an article: typing, formats, saving by itself, conflicts without loss, history, both schemes, a phone.
import type { Locator, Page } from "@playwright/test";
import { writeArticle } from "../support/article";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, PHONE, SCHEMES, test, useScheme } from "../support/page";
import { signUp } from "../support/person";

const body = (page: Page): Locator => page.getByRole("textbox", { name: "Article body" });
const saved = (page: Page): Locator => page.locator("#article-saved");
const editorOf = (id: string): string => `/writer/content/${id}`;

/** Puts the cursor behind the last word of the text. */
async function toTheEnd(page: Page): Promise<void> {
  await body(page).click();
  await page.keyboard.press("ControlOrMeta+End");
}

async function openEditor(page: Page, id: string): Promise<void> {
  await open(page, editorOf(id));
  await expect(body(page)).toHaveAttribute("contenteditable", "true");
}

/** Opens one of the panels beside the text. */
async function openPanel(page: Page, name: string): Promise<Locator> {
  const panel = page.locator("details").filter({ has: page.getByRole("heading", { name, exact: true }) });
  if (!(await panel.evaluate((details: HTMLDetailsElement) => details.open))) await panel.locator("summary").click();
  return panel;
}

test.beforeEach(async ({ page }) => {
  test.setTimeout(360_000);
  await signUp(page);
});

test("what is typed and formatted is saved by itself and there after a reload", async ({ page }) => {
  const id = await writeArticle(page, "Trail shoes for wet rock");
  await openEditor(page, id);

  await toTheEnd(page);
  await page.keyboard.press("Enter");
  await page.keyboard.type("A last word on laces");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Heading 2" }).click();
  await expect(page.getByRole("button", { name: "Heading 2" })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.type("Laces");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Bullet list" }).click();
  await page.keyboard.type("Flat ones hold");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ControlOrMeta+b");
  await page.keyboard.type("Round ones slip");
  // The text is told a moment after the last key: until then the head speaks of the save before.
  await expect(saved(page)).toContainText(/Unsaved changes|Saving/);
  await expect(saved(page)).toContainText(/Saved (just now|\d+ s ago)/);

  await page.reload();
  await expect(body(page).getByRole("heading", { name: "Laces", level: 2 })).toBeVisible();
  await expect(body(page).locator("li strong", { hasText: "Round ones slip" })).toBeVisible();
  await expect(body(page).getByText("A last word on laces")).toBeVisible();
});

test("a table, a link and the panels", async ({ page }) => {
  const id = await writeArticle(page, "Trail shoes by weight");
  await openEditor(page, id);

  await toTheEnd(page);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Insert table" }).click();
  await page.keyboard.type("Shoe");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Grams");
  await page.getByRole("button", { name: "Insert row below" }).click();
  await expect(body(page).locator("tr")).toHaveCount(4);
  await page.getByRole("button", { name: "Delete column" }).click();
  await expect(body(page).locator("tr").first().locator("th")).toHaveCount(2);

  await toTheEnd(page);
  await page.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Link" });
  await dialog.getByLabel("URL").fill("example.com/laces");
  await dialog.getByLabel("Link text").fill("All about laces");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(body(page).getByRole("link", { name: "All about laces" })).toHaveAttribute("href", "https://example.com/laces");

  const meta = await openPanel(page, "Metadata");
  await meta.getByLabel("Meta title").fill("Trail shoes by weight, compared");
  await expect(meta.getByText("31 of 60 characters")).toBeVisible();
  await meta.getByLabel("Slug").fill("Trail Shoes: by Weight");
  await meta.getByLabel("Slug").blur();
  await expect(meta.getByLabel("Slug")).toHaveValue("trail-shoes-by-weight");
  const tags = meta.getByRole("textbox", { name: "Tags" });
  await tags.fill("weight");
  await tags.press("Enter");
  await expect(meta.getByRole("button", { name: "Remove weight" })).toBeVisible();
  const preview = await openPanel(page, "Search preview");
  await expect(preview.getByText("Trail shoes by weight, compared").first()).toBeVisible();

  const faq = await openPanel(page, "FAQ");
  const before = await faq.getByRole("listitem").count();
  await faq.getByRole("button", { name: "Add question" }).click();
  await faq.getByLabel(`Question ${before + 1}`, { exact: true }).last().fill("How heavy is too heavy?");
  await faq.getByLabel("Answer").last().fill("More than 400 grams for each shoe.");
  await page.keyboard.press("ControlOrMeta+s");
  await expect(saved(page)).toContainText(/Saved (just now|\d+ s ago)/);
  await page.reload();
  const again = await openPanel(page, "FAQ");
  await expect(again.getByLabel(`Question ${before + 1}`, { exact: true }).last()).toHaveValue("How heavy is too heavy?");
});

test("two people who save at once both keep their text", async ({ page, browser }) => {
  const id = await writeArticle(page, "Trail shoes for two");
  await openEditor(page, id);
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const other = await context.newPage();
  await openEditor(other, id);

  await toTheEnd(other);
  await other.keyboard.type(" Theirs came first.");
  await other.keyboard.press("ControlOrMeta+s");
  await expect(saved(other)).toContainText(/Saved (just now|\d+ s ago)/);

  await toTheEnd(page);
  await page.keyboard.type(" Mine came second.");
  await page.keyboard.press("ControlOrMeta+s");
  const dialog = page.getByRole("dialog", { name: "Someone else saved this article" });
  await expect(dialog.locator("ins", { hasText: "Mine" })).toBeVisible();
  await expect(dialog.locator("del", { hasText: "Theirs" })).toBeVisible();
  await dialog.getByRole("button", { name: /^Save mine/ }).click();
  await expect(dialog).toBeHidden();
  await expect(saved(page)).toContainText(/Saved (just now|\d+ s ago)/);
  await expect(body(page)).toContainText("Mine came second.");

  const history = await openPanel(page, "History");
  await expect(history.getByText("Current")).toBeVisible();
  const compare = history.getByRole("button", { name: /^Compare version/ });
  await compare.first().click();
  const differences = page.getByRole("dialog", { name: /^From version/ });
  await expect(differences.locator("del", { hasText: "Theirs" })).toBeVisible();
  await differences.getByRole("button", { name: "Restore this version" }).click();
  await page.getByRole("dialog", { name: /^Restore version/ }).getByRole("button", { name: "Restore" }).click();
  await expect(body(page)).toContainText("Theirs came first.");
  await expect(body(page)).not.toContainText("Mine came second.");
  await context.close();
});

test.describe("without a connection", () => {
  test.use({ allowedComplaints: { patterns: [/net::ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/] } });

  test("what was not saved is kept, tried again, and offered after a reload", async ({ page, context }) => {
    const id = await writeArticle(page, "Trail shoes in a tunnel");
    await openEditor(page, id);
    await context.setOffline(true);
    await toTheEnd(page);
    await page.keyboard.type(" Written in a tunnel.");
    await expect(saved(page)).toContainText("Not saved");
    await context.setOffline(false);
    await expect(saved(page)).toContainText(/Saved (just now|\d+ s ago)/, { timeout: 15_000 });

    await page.route("**/api/v1/fn/save_article", (route) => route.abort());
    await page.keyboard.type(" And lost?");
    await expect(saved(page)).toContainText("Not saved");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await page.unroute("**/api/v1/fn/save_article");
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await expect(body(page)).toContainText("And lost?");
    await expect(saved(page)).toContainText(/Saved (just now|\d+ s ago)/);
  });
});

test("the keyboard leaves the text, and the text is there without a script", async ({ page, browser }) => {
  const id = await writeArticle(page, "Trail shoes by keyboard");
  await openEditor(page, id);
  await body(page).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Heading 2" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("button", { name: "Heading 3" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(body(page)).toBeFocused();

  const plain = await browser.newContext({ storageState: await page.context().storageState(), javaScriptEnabled: false });
  const reader = await plain.newPage();
  await reader.goto(editorOf(id));
  await expect(reader.locator("#article-body .article h2").first()).toBeVisible();
  await expect(reader.getByLabel("Title", { exact: true })).toHaveValue("Trail shoes by keyboard");
  await plain.close();
});

for (const scheme of SCHEMES) {
  test(`accessible and within the screen, ${scheme}`, async ({ page }) => {
    const id = await writeArticle(page, "Trail shoes for everybody");
    await useScheme(page, scheme);
    await openEditor(page, id);
    for (const panel of ["Metadata", "FAQ", "Images", "History"]) await openPanel(page, panel);
    await expect(page.getByText("Current", { exact: true })).toBeVisible();
    await expectNoSeriousAxe(page);
    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
    await expectNoSeriousAxe(page);
  });
}
