// The code of the screens comes in chunks: with the first page, with the first visit of another, and after a new release.
import { expect, expectHydrated, open, test } from "../support/page";
import { signUp } from "../support/person";
import { type Page } from "@playwright/test";

test("screens fetch their code when they first show, without a new page", async ({ page }) => {
  await signUp(page);
  await expectHydrated(page);
  await mark(page);
  const code = watchCode(page);

  await follow(page, "Keywords");
  await expect(page.getByRole("heading", { name: "Keywords", level: 1 })).toBeVisible();
  expect(code).toContain("split_table");

  // One stands in the head, the other in the empty list: both lead to the same place.
  await page.getByRole("link", { name: "Import", exact: true }).first().click();
  await expect(page.getByText("Drop a file here or choose one", { exact: true })).toBeVisible();
  expect(code).toContain("split_import");

  for (const [link, heading] of [
    ["Settings", "Sites"],
    ["Status", "Status"],
  ] as const) {
    await follow(page, link);
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
  }
  expect(await isMarked(page)).toBe(true);
});

test("the command palette opens over a page that has other code", async ({ page }) => {
  await signUp(page);
  await open(page, "/planner/clusters");
  await page.keyboard.press("Control+k");
  const line = page.getByRole("dialog").getByRole("combobox");
  await expect(line).toBeFocused();
  await line.fill("settings");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/system/settings");
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
});

test.describe("after a new release", () => {
  test.use({ allowedComplaints: { patterns: [/404|split_table|Failed to|TypeError|CompileError/i] } });

  test("a chunk that is gone lets the browser load the page whole", async ({ page }) => {
    await signUp(page);
    await expectHydrated(page);
    await mark(page);
    await page.route("**/pkg/split_table.*", (route) => route.fulfill({ status: 404 }), { times: 1 });
    await follow(page, "Keywords");
    await expect(page.getByRole("heading", { name: "Keywords", level: 1 })).toBeVisible();
    await expectHydrated(page);
    expect(await isMarked(page)).toBe(false);
  });
});

async function follow(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();
}

/** Leaves a mark that a new page would not have. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.setAttribute("data-mark", ""));
}

async function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.hasAttribute("data-mark"));
}

/** The chunks that the page asks for from now on, without their hashes. */
function watchCode(page: Page): string[] {
  const names: string[] = [];
  page.on("request", (request) => {
    const name = /\/pkg\/([a-z_0-9]+)\.[^/]*wasm$/.exec(request.url())?.[1];
    if (name !== undefined) names.push(name);
  });
  return names;
}
