// What a person must be able to see and undo: the bin, what a delete takes along, errors of forms, dialogs and panels in view.
import { expect, open, test } from "../support/page";
import { signUp } from "../support/person";

test("a site asks by name before it goes, and comes back from the trash", async ({ page }) => {
  await signUp(page);
  await open(page, "/auth/sites");
  await page.getByRole("button", { name: "Actions for My site" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const question = page.getByRole("dialog");
  await expect(question.getByRole("heading", { name: "Delete site “My site”?" })).toBeVisible();
  await expect(question.getByText("Sectors")).toBeVisible();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Site deleted")).toBeVisible();
  await expect(page.getByText("No sites yet")).toBeVisible();

  await open(page, "/system/bin");
  await expect(page.getByRole("row", { name: /My site/ })).toContainText("1 sector");
  await page.getByRole("button", { name: "Actions for My site" }).click();
  await page.getByRole("menuitem", { name: "Restore" }).click();
  await expect(page.getByText("No deleted items yet")).toBeVisible();
  await open(page, "/auth/sites");
  await expect(page.getByRole("link", { name: "My site" })).toBeVisible();
});

test("settings say what is wrong beside the button, mark each field and focus the first", async ({ page }) => {
  await signUp(page);
  await open(page, "/system/settings");
  const zone = page.getByLabel("Time zone");
  await zone.fill("berl");
  await page.getByRole("option", { name: "Europe/Berlin" }).click();
  await expect(zone).toHaveValue("Europe/Berlin");
  await page.getByLabel("Account name").fill("");
  await page.getByLabel("Minimum cluster size").fill("999");
  await page.getByRole("button", { name: "Save" }).click();
  const bar = page.locator("#save-bar");
  await expect(bar.getByRole("alert")).toContainText("Fix these 2 fields");
  await expect(page.getByLabel("Account name")).toBeFocused();
  await expect(page.locator("[aria-invalid=true]")).toHaveCount(2);
  await bar.getByRole("link", { name: "Minimum cluster size" }).click();
  await expect(page.getByLabel("Minimum cluster size")).toBeFocused();
  await page.getByLabel("Account name").fill("Ann's agency");
  await page.getByLabel("Minimum cluster size").fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Berlin");
});

for (const size of [
  { width: 390, height: 640 },
  { width: 1280, height: 800 },
]) {
  test(`dialogs and panels keep their buttons in view, ${size.width} by ${size.height}`, async ({ page }) => {
    await page.setViewportSize(size);
    await signUp(page);
    await open(page, "/system/integrations/new");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("button", { name: "Save" })).toBeInViewport({ ratio: 1 });
    await open(page, "/planner/keywords");
    const button = page.getByRole("button", { name: "Filters" });
    await button.click();
    await expect(page.getByRole("button", { name: "Apply" })).toBeInViewport({ ratio: 1 });
    const [panel, own] = [await page.locator("#filters").boundingBox(), await button.boundingBox()];
    if (panel === null || own === null) throw new Error("the panel or its button is not there");
    const apart = panel.y >= own.y + own.height || panel.y + panel.height <= own.y;
    expect(apart, "the panel does not cover its own button").toBe(true);
  });
}

test("a lost connection is told", async ({ page, context }) => {
  await signUp(page);
  await open(page, "/planner");
  await context.setOffline(true);
  await expect(page.getByText("You're offline.", { exact: false })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("You're offline.", { exact: false })).toBeHidden();
});
