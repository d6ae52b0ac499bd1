// What people do on any table: edit cells in place, keep views, select ranges, change columns; by mouse and by keyboard.
import { apiOf, good, sectorOf } from "../support/api";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, PHONE, test } from "../support/page";
import { signUp } from "../support/person";
import type { Locator, Page } from "@playwright/test";

const PHRASES = ["trail shoes", "road shoes", "running socks", "winter gloves", "rain jacket"];

test.beforeEach(async ({ page }) => {
  await signUp(page);
  const sector_id = await sectorOf(page);
  for (const [i, keyword] of PHRASES.entries()) {
    const body = { keyword, sector_id, volume: 1000 - i * 100, difficulty: 10 * i, intent: "commercial" } as const;
    await good(apiOf(page).POST("/planner/keywords", { body }));
  }
});

function row(page: Page, phrase: string): Locator {
  return page.getByRole("row", { name: new RegExp(phrase) });
}

test("a cell is edited in place and shows what the server answered", async ({ page }) => {
  await open(page, "/planner/keywords");
  const line = row(page, "trail shoes");

  await test.step("by double click; Enter saves", async () => {
    await line.getByRole("cell", { name: "1,000" }).dblclick();
    const input = page.getByRole("textbox", { name: "Edit Volume of trail shoes" });
    await expect(input).toBeFocused();
    await expectNoSeriousAxe(page);
    await input.fill("4321");
    await input.press("Enter");
    await expect(line.getByText("4,321")).toBeVisible();
    await expect(input).toBeHidden();
  });

  await test.step("a fault shows in place, and Esc leaves the cell as it was", async () => {
    await line.getByRole("cell", { name: "4,321" }).dblclick();
    const input = page.getByRole("textbox", { name: "Edit Volume of trail shoes" });
    await input.fill("-5");
    await input.press("Enter");
    await expect(input).toHaveAttribute("aria-invalid", "true");
    await input.press("Escape");
    await expect(line.getByText("4,321")).toBeVisible();
  });

  await test.step("by keys: to the row, to the cell, a choice", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    for (const column of ["Difficulty", "CPC", "Intent"]) {
      await page.keyboard.press("ArrowRight");
      await expect(page.getByRole("button", { name: `Edit ${column} of trail shoes` })).toBeFocused();
    }
    await page.keyboard.press("Enter");
    const choice = page.getByRole("combobox", { name: "Edit Intent of trail shoes" });
    await expect(choice).toBeFocused();
    await choice.selectOption("transactional");
    await choice.press("Enter");
    await expect(line.getByText("Transactional")).toBeVisible();
    await expect(page.getByRole("button", { name: "Edit Intent of trail shoes" })).toBeFocused();
  });

  await test.step("what is clicked away from is saved", async () => {
    await line.hover();
    await line.getByRole("button", { name: "Edit Difficulty of trail shoes" }).click();
    await page.getByRole("textbox", { name: "Edit Difficulty of trail shoes" }).fill("77");
    await page.getByRole("heading", { name: "Keywords" }).click();
    await expect(line.getByText("77", { exact: true })).toBeVisible();
  });

  await page.reload();
  for (const text of ["4,321", "77", "Transactional"]) {
    await expect(row(page, "trail shoes").getByText(text).first()).toBeVisible();
  }
});

test("a view is saved, found again, renamed, deleted and brought back", async ({ page }) => {
  await open(page, "/planner/keywords?volume_min=800");
  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("button", { name: "Save view" }).click();
  await page.getByRole("textbox", { name: "View name" }).fill("Busy");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(views.getByRole("link", { name: "Busy" })).toHaveAttribute("aria-current", "page");
  await views.getByRole("link", { name: "All" }).click();
  await expect(row(page, "rain jacket")).toBeVisible();
  await views.getByRole("link", { name: "Busy" }).click();
  await expect(page).toHaveURL(/volume_min=800/);
  await expect(row(page, "rain jacket")).toBeHidden();
  await expectNoSeriousAxe(page);

  await views.getByRole("button", { name: "Actions for Busy" }).click();
  await page.getByRole("menuitem", { name: "Rename view" }).click();
  await page.getByRole("textbox", { name: "View name" }).fill("In demand");
  await page.getByRole("textbox", { name: "View name" }).press("Enter");
  await expect(views.getByRole("link", { name: "In demand" })).toBeVisible();

  await views.getByRole("button", { name: "Actions for In demand" }).click();
  await page.getByRole("menuitem", { name: "Delete view" }).click();
  await expect(views.getByRole("link", { name: "In demand" })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(views.getByRole("link", { name: "In demand" })).toBeVisible();
});

test("views scroll in a strip of their own on a phone, and the bar of the selection hides nothing", async ({ page }) => {
  await page.setViewportSize(PHONE);
  for (let i = 0; i < 8; i += 1) {
    const draft = { name: `A view with a long name ${i}`, query: `volume_min=${100 + i}`, shared: false };
    await good(apiOf(page).POST("/fn/save_view", { body: { resource: "keywords", id: null, draft } }));
  }
  await open(page, "/planner/keywords");
  await expect(page.getByRole("link", { name: "A view with a long name 7" })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("checkbox", { name: "Select trail shoes" }).check();
  const bar = page.getByRole("region", { name: "Selected rows" });
  await bar.getByRole("button", { name: "Select all rows on this page" }).click();
  await expect(bar.getByText("5 selected")).toBeVisible();
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  const pager = await page.getByRole("navigation", { name: "Pages" }).boundingBox();
  const over = await bar.boundingBox();
  expect(pager && over && pager.y + pager.height <= over.y).toBe(true);
  await expectNoSidewaysScroll(page);
});

test("rows are selected by ranges, and columns are tried without closing their menu", async ({ page }) => {
  await open(page, "/planner/keywords");
  await page.getByRole("checkbox", { name: "Select trail shoes" }).click();
  await page.getByRole("checkbox", { name: "Select winter gloves" }).click({ modifiers: ["Shift"] });
  await expect(page.getByText("4 selected")).toBeVisible();

  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Source" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Trend" }).click();
  await page.getByRole("menuitemradio", { name: "Compact rows" }).click();
  await expect(page.getByRole("menuitemcheckbox", { name: "Source" })).toHaveAttribute("aria-checked", "true");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "Source" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Trend" })).toBeHidden();
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Source" })).toBeVisible();
});

test("filters say what the list is narrowed to, also after a reset", async ({ page }) => {
  await open(page, "/planner/keywords");
  const filters = page.getByRole("button", { name: "Filters" });
  const stray = page.getByRole("checkbox", { name: "Unclustered" });
  await filters.click();
  await stray.check();
  await page.keyboard.press("Escape");
  await filters.click();
  await expect(stray).not.toBeChecked();
  await stray.check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/status=stray/);
  await page.getByRole("link", { name: "Remove filter Status: Unclustered" }).click();
  await filters.click();
  await expect(stray).not.toBeChecked();
});
