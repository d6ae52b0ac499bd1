// Clusters that people steer: adjust them by a slider with a preview, save and undo; move, merge and see why keywords are there.
import { apiOf, good, sectorOf } from "../support/api";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, PHONE, test, useScheme } from "../support/page";
import { signUp } from "../support/person";
import { begin, run, selectAll, selectFirst } from "../support/table";

const PHRASES = [
  "green tea", "green tea benefits", "green tea caffeine", "buy green tea", "buy green tea online", "cheap green tea",
  "black tea", "black tea benefits", "black tea caffeine", "buy black tea", "mountain bike", "mountain bike tyres",
  "mountain bike helmet", "cheap mountain bike", "road bike", "road bike tyres", "road bike helmet", "cheap road bike",
];

test.beforeEach(async ({ page }) => {
  await signUp(page);
  const sector_id = await sectorOf(page);
  for (const [i, keyword] of PHRASES.entries())
    await good(apiOf(page).POST("/planner/keywords", { body: { keyword, sector_id, volume: 2000 - i * 100 } }));
  await open(page, "/planner/keywords");
  await selectAll(page);
  await run(page, "Auto-cluster");
});

async function names(page: import("@playwright/test").Page): Promise<string[]> {
  const found = await good(apiOf(page).GET("/planner/clusters", {}));
  return found.results.map((cluster) => `${cluster.id} ${cluster.name} ${cluster.keywords}`).sort();
}

for (const scheme of ["light", "dark"] as const) {
  test(`clusters are adjusted by keyboard, saved and undone, in ${scheme}`, async ({ page }) => {
    await useScheme(page, scheme);
    await open(page, "/planner/clusters");
    const first = page.getByRole("row").nth(1).getByRole("link").first();
    await first.click();
    const dialog = page.getByRole("dialog", { name: "Edit cluster" });
    await dialog.getByLabel("Name").fill("My own name");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    const before = await names(page);

    await page.getByRole("link", { name: "Adjust clusters" }).click();
    const slider = page.getByRole("slider", { name: "Cluster size" });
    await expect(page.getByText("Nothing changes at this setting.").first()).toBeVisible();
    await expectNoSeriousAxe(page);
    const save = page.getByRole("button", { name: "Save clusters" });
    await expect(save).toBeDisabled();

    await slider.focus();
    await page.keyboard.press("End");
    await expect(slider).toHaveAttribute("aria-valuetext", "100, very narrow");
    const said = page.getByText(/keywords? moves?\. \d+ clusters? becomes? \d+\./);
    await expect(said).toBeVisible();
    const changed = page.getByRole("region", { name: "What changes" });
    await changed.locator("summary").first().click();
    await expect(changed.getByRole("listitem").first()).toBeVisible();
    expect(await names(page), "a preview changes nothing").toEqual(before);
    await expectNoSeriousAxe(page);
    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
    await expectNoSeriousAxe(page);

    await save.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText(/Clusters saved\./)).toBeVisible();
    await expect(page.getByText("Nothing changes at this setting.").first()).toBeVisible();
    const after = await names(page);
    expect(after).not.toEqual(before);
    expect(after.some((name) => name.includes("My own name"))).toBe(true);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("Change undone. Clusters are as they were before.")).toBeVisible();
    expect(await names(page)).toEqual(before);
  });
}

test("keywords are moved, clusters merged, and both are taken back", async ({ page }) => {
  await open(page, "/planner/clusters");
  const before = await names(page);
  expect(before.length).toBeGreaterThan(1);
  await selectFirst(page, 2);
  await begin(page, "Merge");
  const merge = page.getByRole("dialog", { name: "Merge" });
  await expect(merge.getByText("Keywords, ideas, writing tasks and articles move to one cluster.")).toBeVisible();
  await expectNoSeriousAxe(page);
  await merge.getByRole("button", { name: "Merge" }).click();
  await expect(page.getByText("2 clusters merged")).toBeVisible();
  expect((await names(page)).length).toBe(before.length - 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Change undone")).toBeVisible();
  expect(await names(page)).toEqual(before);

  await open(page, "/planner/keywords");
  await selectFirst(page, 2);
  await begin(page, "Move to new cluster");
  const split = page.getByRole("dialog", { name: "Move to new cluster" });
  await split.getByLabel("Name of the new cluster").fill("Just these two");
  await split.getByRole("button", { name: "Move to new cluster" }).click();
  await expect(page.getByRole("link", { name: "Just these two" }).first()).toBeVisible();
  await open(page, "/planner/corrections");
  await expect(page.getByRole("cell", { name: "Split off" }).first()).toBeVisible();
  await expectNoSeriousAxe(page);
});

test("the side panel says why keywords are in a cluster", async ({ page }) => {
  await open(page, "/planner/clusters");
  await page.keyboard.press("Space");
  const why = page.getByRole("heading", { name: "Why here" }).locator("..");
  await expect(why.getByText(/^Shares /).first()).toBeVisible();
  await expect(why.getByText(/^Near .*%/).first()).toBeVisible();
  await expectNoSeriousAxe(page);
});
