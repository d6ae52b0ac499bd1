// The main job in the browser: sign up, make a site and a sector, import real exports, cluster, look, export, undo.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apiOf, good } from "../support/api";
import { expect, open, test } from "../support/page";
import { signUp } from "../support/person";
import { begin, expectSucceeded, selectAll, selection } from "../support/table";

const FIXTURES = join(__dirname, "..", "fixtures");

test("from exports of five tools to clusters", async ({ page }) => {
  test.setTimeout(540_000);
  await signUp(page);

  await test.step("a site and a sector", async () => {
    await open(page, "/auth/sites");
    await page.getByRole("link", { name: "Add site", exact: true }).click();
    const site = page.getByRole("dialog");
    await site.getByLabel("Name").fill("Coffee and shoes");
    await site.getByLabel("Domain").fill("https://Coffee.example/path");
    await site.getByLabel("Language").fill("en");
    await site.getByRole("button", { name: "Save", exact: true }).click();
    const row = page.getByRole("row", { name: /Coffee and shoes/ });
    await expect(row.getByRole("link", { name: "Coffee and shoes", exact: true })).toBeVisible();
    await expect(row.getByText("coffee.example", { exact: true })).toBeVisible();
  });

  const files: [string, string][] = [
    ["semrush.csv", "Semrush"],
    ["ahrefs.csv", "Ahrefs"],
    ["keyword-planner.csv", "Google Keyword Planner"],
    ["search-console.csv", "Google Search Console"],
    ["keywords.xlsx", "Semrush"],
  ];
  for (const [file, source] of files) {
    await test.step(`import ${file}`, async () => {
      await open(page, "/planner/keywords/import");
      await page.locator("input[type=file]").setInputFiles(join(FIXTURES, file));
      await expect(page.getByText("File details")).toBeVisible();
      // The name of the file says the tool too, so what was recognised is looked for where it is told.
      const told = page.locator("dl > div", { has: page.getByText("Source", { exact: true }) });
      await expect(told.getByRole("definition")).toHaveText(source);
      await expect(page.getByLabel("Import into sector")).not.toHaveValue("");
      await page.getByRole("button", { name: "Import keywords" }).click();
      await expect(page.getByText("Rows read", { exact: true })).toBeVisible({ timeout: 30_000 });
      await expect(page.getByText("Rejected", { exact: true })).toBeVisible();
    });
  }

  await test.step("cluster all of them and watch", async () => {
    await open(page, "/planner/keywords");
    await selectAll(page);
    await selection(page).getByRole("button", { name: /^Select all [\d,]+ matching$/ }).click();
    await begin(page, "Auto-cluster");
    const price = page.getByRole("dialog", { name: "Auto-cluster", exact: true });
    await expect(price.getByText("Balance", { exact: true })).toBeVisible();
    await price.getByRole("button", { name: "Auto-cluster", exact: true }).click();
    const run = page.getByRole("dialog", { name: "Auto-cluster keywords", exact: true });
    await expectSucceeded(run, 30_000);
    await run.getByRole("link", { name: "View clusters", exact: true }).click();
    await page.waitForURL("**/planner/clusters**");
    await expect(page.getByRole("row").nth(3)).toBeVisible();
  });

  await test.step("export what a filter leaves", async () => {
    await open(page, "/planner/keywords?search=coffee");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export CSV", exact: true }).click();
    const csv = readFileSync(await (await download).path(), "utf8").trim().split("\n");
    expect(csv[0]).toContain("keyword");
    expect(csv.length).toBeGreaterThan(3);
    expect(csv.slice(1).every((line) => line.toLowerCase().includes("coffee"))).toBe(true);
  });

  await test.step("delete and undo", async () => {
    const before = await count(page);
    expect(before).toBeGreaterThan(1);
    // Nothing hangs on a keyword, so it goes without a question.
    await page.getByRole("row").nth(1).getByRole("checkbox").check();
    await begin(page, "Delete");
    await expect(page.getByText("Keyword deleted", { exact: true })).toBeVisible();
    expect(await count(page)).toBe(before - 1);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect.poll(async () => count(page)).toBe(before);
  });
});

/** The rows that match, as the REST API counts them. */
async function count(page: import("@playwright/test").Page): Promise<number> {
  return (await good(apiOf(page).GET("/planner/keywords", { params: { query: { search: "coffee" } } }))).count;
}
