// The command palette: what fits best stands first, slips of the finger are forgiven, and what was opened of late comes first.
import { apiOf, good, sectorOf } from "../support/api";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectHydrated, expectNoSidewaysScroll, open, PHONE, test } from "../support/page";
import { signUp } from "../support/person";
import type { Locator, Page } from "@playwright/test";

async function palette(page: Page): Promise<Locator> {
  await page.keyboard.press("Control+k");
  const line = page.getByRole("dialog").getByRole("combobox");
  await expect(line).toBeFocused();
  return line;
}

function options(page: Page): Locator {
  return page.getByRole("dialog").getByRole("option");
}

test("the best fit is the first, and a slip of the finger finds it too", async ({ page }) => {
  await signUp(page);
  await expectHydrated(page);
  const line = await palette(page);
  for (const [typed, first] of [
    ["sites", /Sites/],
    ["keywrods", /keyword/i],
    ["intgrations", /integration/i],
    ["theme dark", /Theme: dark/],
  ] as const) {
    await line.fill(typed);
    await expect(options(page).first()).toHaveText(first);
  }
  await line.fill("qqqq");
  await expect(options(page)).toHaveCount(0);
});

test("rows and pages of late come first, by their names of now", async ({ page }) => {
  await signUp(page);
  const api = apiOf(page);
  const { id } = await good(api.POST("/planner/keywords", { body: { keyword: "trail shoes", sector_id: await sectorOf(page) } }));
  await open(page, `/planner/keywords/${id}`);
  await open(page, "/writer/content");
  await open(page, "/home");
  await good(api.PATCH("/planner/keywords/{id}", { params: { path: { id } }, body: { keyword: "road shoes" } }));
  const line = await palette(page);
  await expect(options(page).nth(0)).toHaveText(/Articles|Content/);
  await expect(options(page).nth(1)).toHaveText(/road shoes/);
  await line.fill("road");
  await expect(options(page).first()).toHaveText(/road shoes/);
  await expect(options(page).filter({ hasText: "road shoes" })).toHaveCount(1);
  await expectNoSeriousAxe(page);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/planner/keywords/${id}`);
});

test("rows of every list are found by their words, and one by its ID", async ({ page }) => {
  await signUp(page);
  const api = apiOf(page);
  const sector = await sectorOf(page);
  const { id } = await good(api.POST("/planner/keywords", { body: { keyword: "gravel shoes", sector_id: sector } }));
  await expectHydrated(page);
  const line = await palette(page);
  for (const [typed, found] of [
    ["gravel", /gravel shoes/],
    ["My site", /(?<!to )My site/],
    [id, /gravel shoes/],
  ] as const) {
    await line.fill(typed);
    await expect(options(page).filter({ hasText: found }).first()).toBeVisible();
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/planner/keywords/${id}`);
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, viewport: PHONE });

  test("a phone finds and opens a page", async ({ page }) => {
    await signUp(page);
    await expectHydrated(page);
    await page.getByRole("button", { name: /^Search or jump to/ }).tap();
    await page.getByRole("dialog").getByRole("combobox").fill("clsters");
    await expectNoSidewaysScroll(page);
    await options(page).filter({ hasText: "Planner › Clusters" }).tap();
    await page.waitForURL("**/planner/clusters");
  });
});
