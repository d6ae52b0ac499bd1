// Totals, groups, changes of many rows, pasted lists, boards, calendars and galleries: by mouse, by keyboard, on a phone, in the dark.
import { apiOf, good, sectorOf } from "../support/api";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, open, PHONE, SCHEMES, test, useScheme } from "../support/page";
import { signUp } from "../support/person";
import { selectAll, selection } from "../support/table";
import type { Locator, Page } from "@playwright/test";

const KEYWORDS = [
  ["trail shoes", 1000, "commercial"],
  ["road shoes", 500, "commercial"],
  ["running socks", 30, "informational"],
  ["rain jacket", 7, null],
] as const;

test.beforeEach(async ({ page }) => {
  await signUp(page);
  const sector_id = await sectorOf(page);
  for (const [keyword, volume, intent] of KEYWORDS) {
    const body = { keyword, sector_id, volume, ...(intent === null ? {} : { intent }) };
    await good(apiOf(page).POST("/planner/keywords", { body }));
  }
});

function row(page: Page, phrase: string): Locator {
  return page.getByRole("row", { name: new RegExp(phrase) });
}

/** The cell with the volume of a keyword, behind the box and the phrase. */
function volume(page: Page, phrase: string): Locator {
  return row(page, phrase).getByRole("cell").nth(2);
}

/** A column of a board. */
function column(page: Page, name: string): Locator {
  return page.getByRole("region", { name: new RegExp(`^${name} `) });
}

test("the footer adds up what matches, then what is selected", async ({ page }) => {
  await open(page, "/planner/keywords");
  const foot = page.locator("tfoot");
  await expect(foot).toContainText("4 keywords");
  await expect(foot.getByText("Sum 1,537")).toBeVisible();
  await page.getByRole("checkbox", { name: "Select trail shoes" }).check();
  await page.getByRole("checkbox", { name: "Select running socks" }).check();
  await expect(foot.getByText("Sum 1,030")).toBeVisible();
  await expect(foot).toContainText("2 selected");
  await expectNoSeriousAxe(page);
  await page.keyboard.press("Escape");
  await expect(foot.getByText("Sum 1,537")).toBeVisible();

  await test.step("a changed cell changes them", async () => {
    await volume(page, "rain jacket").dblclick();
    const input = page.getByRole("textbox", { name: "Edit Volume of rain jacket" });
    await input.fill("107");
    await input.press("Enter");
    await expect(foot.getByText("Sum 1,637")).toBeVisible();
  });
});

test("an edited cell is taken back by its notice, and by keys", async ({ page }) => {
  await open(page, "/planner/keywords");
  const edit = async (value: string): Promise<void> => {
    await volume(page, "rain jacket").dblclick();
    const input = page.getByRole("textbox", { name: "Edit Volume of rain jacket" });
    await input.fill(value);
    await input.press("Enter");
    await expect(volume(page, "rain jacket")).toContainText(value);
  };
  await edit("8");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(volume(page, "rain jacket")).toContainText("7");
  await edit("9");
  await edit("10");
  await page.keyboard.press("Control+z");
  await expect(volume(page, "rain jacket")).toContainText("9");
  await page.keyboard.press("Control+z");
  await expect(volume(page, "rain jacket")).toContainText("7");
});

test("selected rows are given a value together, and get their own back", async ({ page }) => {
  await open(page, "/planner/keywords");
  await selectAll(page);
  await selection(page).getByRole("button", { name: "Edit fields" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit 4 keywords" });
  await dialog.getByRole("checkbox", { name: "Change intent" }).check();
  await dialog.getByRole("checkbox", { name: "Change difficulty" }).check();
  await dialog.getByRole("textbox", { name: "Difficulty" }).fill("400");
  await expectNoSeriousAxe(page);
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog.getByText("Enter a number from 0 to 100.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Difficulty" }).fill("40");
  await dialog.getByRole("combobox", { name: "Intent" }).selectOption("transactional");
  await page.setViewportSize({ width: 390, height: 640 });
  await expect(dialog.getByRole("button", { name: "Apply" })).toBeInViewport();
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("4 keywords changed.").first()).toBeVisible();
  await expect(page.getByRole("cell", { name: "Transactional" })).toHaveCount(4);
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("cell", { name: "Transactional" })).toHaveCount(0);
  await expect(page.getByRole("cell", { name: "Commercial" })).toHaveCount(2);
});

for (const scheme of SCHEMES) {
  test(`rows stand in groups with what each comes to, in ${scheme}`, async ({ page }) => {
    await useScheme(page, scheme);
    await open(page, "/planner/keywords");
    await page.getByRole("button", { name: "Group" }).click();
    await page.getByRole("menuitemradio", { name: "Intent" }).click();
    await expect(page).toHaveURL(/group=intent/);
    const group = page.getByRole("row", { name: /^Commercial/ });
    await expect(group).toContainText("2 keywords");
    await expect(group).toContainText("Sum 1,500");
    await expect(page.getByRole("row", { name: /^No intent/ })).toContainText("1 keyword");
    await expectNoSeriousAxe(page);
    await test.step("a group is folded away by keyboard, and stays so with the view", async () => {
      const fold = group.getByRole("link", { name: "Commercial" });
      await expect(fold).toHaveAttribute("aria-expanded", "true");
      await fold.press("Enter");
      await expect(page).toHaveURL(/closed=commercial/);
      await expect(page.getByRole("cell", { name: "trail shoes", exact: true })).toHaveCount(0);
      await expect(group).toContainText("2 keywords");
      await expect(fold).toHaveAttribute("aria-expanded", "false");
      await expect(fold).toBeFocused();
      await expectNoSeriousAxe(page);
    });
    await page.getByRole("button", { name: "Save view" }).click();
    await page.getByRole("textbox", { name: "View name" }).fill("By intent");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await open(page, "/planner/keywords");
    await page.getByRole("link", { name: "By intent" }).click();
    await expect(page.getByRole("row", { name: /^Commercial/ })).toBeVisible();
    await expect(page.getByRole("cell", { name: "trail shoes", exact: true })).toHaveCount(0);
    await group.getByRole("link", { name: "Commercial" }).click();
    await expect(page.getByRole("cell", { name: "trail shoes", exact: true })).toBeVisible();
    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
    await expectNoSeriousAxe(page);
  });

  test(`cards go from column to column, in ${scheme}`, async ({ page }) => {
    await useScheme(page, scheme);
    await open(page, "/planner/keywords");
    await page.getByRole("link", { name: "Board" }).click();
    await expect(column(page, "Commercial").getByRole("listitem").first()).toContainText("trail shoes");
    await expectNoSeriousAxe(page);

    await test.step("by dragging", async () => {
      // Both columns are in sight: whoever drags scrolls nothing meanwhile.
      await column(page, "Informational").getByText("running socks").dragTo(column(page, "None"));
      await expect(column(page, "None").getByText("running socks")).toBeVisible();
    });
    await test.step("by its menu", async () => {
      await page.getByRole("button", { name: "Actions for rain jacket" }).click();
      await page.getByRole("menuitem", { name: "Move to Informational" }).click();
      await expect(column(page, "Informational").getByText("rain jacket")).toBeVisible();
      await expect(page.getByText("“rain jacket” moved to Informational").first()).toBeVisible();
    });
    await test.step("by keys, and back", async () => {
      await page.keyboard.press("j");
      await page.keyboard.press("Shift+ArrowRight");
      await expect(column(page, "None").getByText("running socks")).toBeHidden();
      await page.keyboard.press("Control+z");
      await expect(column(page, "None").getByText("running socks")).toBeVisible();
    });
    await test.step("on a phone, and read again as it was", async () => {
      await page.reload();
      await expect(column(page, "None").getByText("running socks")).toBeVisible();
      await page.setViewportSize(PHONE);
      await expectNoSidewaysScroll(page);
      await expectNoSeriousAxe(page);
    });
  });
}

test("what is pasted over the list, or into the import, is read as a file is", async ({ page }) => {
  await open(page, "/planner/keywords");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "Keyword\tVolume\nwinter boots\t90\nsnow shoes\t80\n");
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByText("2 rows", { exact: true })).toBeVisible();
  await expect(page.getByRole("cell", { name: "winter boots" })).toBeVisible();
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByRole("textbox", { name: "Or paste keywords" }).fill("gloves\nhat\nscarf");
  await expect(page.getByText("3 rows", { exact: true })).toBeVisible();
  await expectNoSeriousAxe(page);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Import keywords" }).click();
  await expect(page.getByText("Rows read", { exact: true })).toBeVisible({ timeout: 30_000 });
  await open(page, "/planner/keywords?search=scarf");
  await expect(row(page, "scarf")).toBeVisible();
});

test.describe("articles", () => {
  test.beforeEach(async ({ page }) => {
    const sector_id = await sectorOf(page);
    const at = new Date(Date.now() + 10 * 86_400_000);
    at.setUTCHours(12, 0, 0, 0);
    const scheduled = { title: "Spring sale", publish_as: "schedule", publish_at: at.toISOString() } as const;
    for (const article of [scheduled, { title: "No date", publish_as: "publish" } as const]) {
      await good(apiOf(page).POST("/writer/content", { body: { sector_id, words_target: 300, ...article } }));
    }
  });

  test("a card is not offered what its article cannot", async ({ page }) => {
    await open(page, "/writer/content?layout=board");
    await expect(column(page, "Draft").getByText("Spring sale")).toBeVisible();
    await page.getByRole("button", { name: "Actions for Spring sale" }).click();
    await expect(page.getByRole("menuitem", { name: /Move to In review/ })).toBeDisabled();
    await expect(page.getByRole("menuitem", { name: /Move to Scheduled/ })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(page.locator("[draggable=true]")).toHaveCount(0);
  });

  test("a day of the calendar is another by menu, by keys and by dragging", async ({ page }) => {
    const day = (offset: number): string => {
      const at = new Date(Date.now() + (10 + offset) * 86_400_000);
      return at.toLocaleDateString("sv-SE");
    };
    const month = day(0).slice(0, 7);
    await open(page, `/writer/content?layout=calendar&month=${month}`);
    const of = (offset: number): Locator => page.locator("li").filter({ has: page.locator(`time[datetime="${day(offset)}"]`) });
    await expect(of(0).getByText("Spring sale")).toBeVisible();
    await expect(page.getByText("No date")).toHaveCount(0);
    await expectNoSeriousAxe(page);
    await page.getByRole("button", { name: "Actions for Spring sale" }).click();
    await page.getByRole("menuitem", { name: "Move one day later" }).click();
    await expect(of(1).getByText("Spring sale")).toBeVisible();
    await page.keyboard.press("j");
    await page.keyboard.press("Shift+ArrowLeft");
    await expect(of(0).getByText("Spring sale")).toBeVisible();
    await of(0).getByText("Spring sale").dragTo(of(1));
    await expect(of(1).getByText("Spring sale")).toBeVisible();
    await page.keyboard.press("Control+z");
    await expect(of(0).getByText("Spring sale")).toBeVisible();
    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
    await expectNoSeriousAxe(page);
  });
});

test("a board, a calendar and groups are read without JavaScript", async ({ page, browser }) => {
  const plain = await browser.newContext({ storageState: await page.context().storageState(), javaScriptEnabled: false });
  const reader = await plain.newPage();
  await reader.goto("/planner/keywords?layout=board");
  await expect(column(reader, "Commercial").getByText("trail shoes")).toBeVisible();
  await reader.goto("/planner/keywords?group=intent");
  await expect(reader.getByRole("row", { name: /^Commercial/ })).toBeVisible();
  await reader.goto("/writer/content?layout=calendar&month=2026-12");
  await expect(reader.getByRole("heading", { name: "December 2026" })).toBeVisible();
  await plain.close();
});
