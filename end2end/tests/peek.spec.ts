// The side panel of a row: what is known of it, what belongs to it and what happened to it, by keyboard, by menu and on a phone.
import { apiOf, good, sectorOf } from "../support/api";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, PHONE, test, useScheme } from "../support/page";
import { signUp } from "../support/person";

test.beforeEach(async ({ page }) => {
  await signUp(page);
  const sector_id = await sectorOf(page);
  const cluster = await good(apiOf(page).POST("/planner/clusters", { body: { name: "Shoes", sector_id } }));
  for (const [i, keyword] of ["trail shoes", "road shoes"].entries()) {
    const body = { keyword, sector_id, volume: 1000 - i * 100, cluster_id: cluster.id };
    await good(apiOf(page).POST("/planner/keywords", { body }));
  }
});

test("the panel follows the keyboard through the rows", async ({ page }) => {
  await open(page, "/planner/keywords");
  await page.keyboard.press("Space");
  const first = page.getByRole("region", { name: "trail shoes" });
  await expect(first.getByText("1,000")).toBeVisible();
  await expect(first.getByText("by Ann,")).toBeVisible();
  await expectNoSeriousAxe(page);
  await page.keyboard.press("j");
  await expect(page.getByRole("region", { name: "road shoes" }).getByText("900", { exact: true })).toBeVisible();
  await expect(first).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "road shoes" })).toBeHidden();

  await test.step("a box that has the focus is ticked", async () => {
    const box = page.getByRole("checkbox", { name: "Select road shoes" });
    await box.focus();
    await page.keyboard.press("Space");
    await expect(box).toBeChecked();
  });
});

for (const scheme of ["light", "dark"] as const) {
  test(`a cluster shows its keywords and its history, in ${scheme}`, async ({ page }) => {
    await useScheme(page, scheme);
    await open(page, "/planner/clusters");
    await page.getByRole("button", { name: "Actions for Shoes" }).click();
    await page.getByRole("menuitem", { name: "Preview" }).click();
    const panel = page.getByRole("region", { name: "Shoes", exact: true });
    await expect(panel.getByRole("heading", { name: "Shoes" })).toBeFocused();
    await expect(panel.getByRole("link", { name: "trail shoes" }).first()).toBeVisible();
    await expect(panel.getByRole("link", { name: "View all 2" })).toHaveAttribute("href", /cluster_id=/);
    await expect(panel.getByText("by Ann,").first()).toBeVisible();
    await expectNoSeriousAxe(page);

    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
    await expectNoSeriousAxe(page);
    await panel.getByRole("button", { name: "Close" }).click();
    await expect(panel).toBeHidden();
    await expect(page.getByRole("link", { name: "Shoes" })).toBeFocused();
  });
}

test("the form of a cluster shows its keywords, too", async ({ page }) => {
  await open(page, "/planner/clusters");
  await page.getByRole("link", { name: "Shoes" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit cluster" });
  await expect(dialog.getByRole("link", { name: "road shoes" })).toBeVisible();
  await expect(dialog.getByRole("heading", { name: "History" })).toBeVisible();
  await expectNoSeriousAxe(page);
});
