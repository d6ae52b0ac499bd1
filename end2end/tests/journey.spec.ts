// The main job in the browser: sign up, make a site and a sector, import real exports, cluster, look, export, undo.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, open, test } from "../support/page";
import { signUp } from "../support/person";

const FIXTURES = join(__dirname, "..", "fixtures");

test("from exports of five tools to clusters", async ({ page }) => {
  test.setTimeout(180_000);
  await signUp(page);

  await test.step("a site and a sector", async () => {
    await open(page, "/auth/sites");
    await page.getByRole("link", { name: "Add site" }).or(page.getByRole("button", { name: "Add site" })).first().click();
    const site = page.getByRole("dialog");
    await site.getByLabel("Name").fill("Coffee and shoes");
    await site.getByLabel("Domain").fill("https://Coffee.example/path");
    await site.getByLabel("Language").fill("en");
    await site.getByRole("button", { name: /^(Add|Save)/ }).click();
    await expect(page.getByRole("link", { name: "Coffee and shoes" }).first()).toBeVisible();
    await expect(page.getByText("coffee.example").first()).toBeVisible();
  });

  const files: [string, string][] = [
    ["semrush.csv", "Semrush"],
    ["ahrefs.csv", "Ahrefs"],
    ["keyword-planner.csv", "Keyword Planner"],
    ["search-console.csv", "Search Console"],
    ["keywords.xlsx", "Semrush"],
  ];
  for (const [file, source] of files) {
    await test.step(`import ${file}`, async () => {
      await open(page, "/planner/keywords/import");
      await page.locator("input[type=file]").setInputFiles(join(FIXTURES, file));
      await expect(page.getByText("File details")).toBeVisible();
      await expect(page.getByText(source, { exact: false }).first()).toBeVisible();
      const sector = page.getByLabel("Import into sector");
      if (!(await sector.inputValue())) {
        await sector.selectOption({ index: 1 });
      }
      await page.getByRole("button", { name: "Import keywords" }).click();
      await expect(page.getByText("Rows read", { exact: true })).toBeVisible({ timeout: 30_000 });
      await expect(page.getByText("Rejected", { exact: true })).toBeVisible();
    });
  }

  await test.step("cluster all of them and watch", async () => {
    await open(page, "/planner/keywords");
    await page.getByRole("checkbox", { name: "Select all rows on this page" }).check();
    await page.getByRole("button", { name: /^Select all [\d,]+/ }).click();
    await page.getByRole("button", { name: "Auto-cluster" }).click();
    const price = page.getByRole("dialog");
    await expect(price.getByText("Balance")).toBeVisible();
    await price.getByRole("button", { name: /Auto-cluster|Start|Run/ }).click();
    await expect(page.getByRole("link", { name: "View clusters" }).first()).toBeVisible({ timeout: 30_000 });
    await page.getByRole("link", { name: "View clusters" }).first().click();
    await page.waitForURL("**/planner/clusters**");
    await expect(page.getByRole("row").nth(3)).toBeVisible();
  });

  await test.step("export what a filter leaves", async () => {
    await open(page, "/planner/keywords?search=coffee");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export CSV" }).first().click();
    const csv = readFileSync(await (await download).path(), "utf8").trim().split("\n");
    expect(csv[0]).toContain("keyword");
    expect(csv.length).toBeGreaterThan(3);
    expect(csv.slice(1).every((line) => line.toLowerCase().includes("coffee"))).toBe(true);
  });

  await test.step("delete and undo", async () => {
    const before = await count(page);
    await page.getByRole("checkbox").nth(1).check();
    await page.getByRole("region", { name: "Selected rows" }).or(page.getByRole("toolbar", { name: "Selected rows" })).getByRole("button", { name: "Delete" }).click();
    const sure = page.getByRole("dialog").or(page.getByRole("alertdialog"));
    if (await sure.isVisible().catch(() => false)) {
      await sure.getByRole("button", { name: "Delete" }).click();
    }
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => count(page)).toBe(before);
  });
});

/** The rows that match, as the REST API counts them. */
async function count(page: import("@playwright/test").Page): Promise<number> {
  const answer = await page.request.get("/api/v1/planner/keywords?search=coffee");
  return ((await answer.json()) as { count: number }).count;
}
