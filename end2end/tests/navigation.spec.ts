// The way around: a sidebar for the work and one for the settings, the way to a page, and the keys that open pages.
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectHydrated, expectNoSidewaysScroll, open, PHONE, SCHEMES, SCREENS, test, useScheme } from "../support/page";
import { signUp } from "../support/person";
import type { Locator, Page } from "@playwright/test";

function sidebar(page: Page): Locator {
  return page.getByRole("navigation", { name: "Main" });
}

function way(page: Page): Locator {
  return page.getByRole("navigation", { name: "Breadcrumb" });
}

test("the sidebar shows the work, and the settings behind one entry", async ({ page }) => {
  await signUp(page);
  await expectHydrated(page);
  const links = sidebar(page).getByRole("link");
  expect(await links.count(), "entries in sight").toBeLessThan(20);
  for (const link of await links.all()) await expect(link).toBeInViewport({ ratio: 1 });
  await expect(sidebar(page).getByRole("link", { name: "Members", exact: true })).toHaveCount(0);

  await sidebar(page).getByRole("link", { name: "Settings", exact: true }).click();
  await page.waitForURL("**/auth/sites");
  await sidebar(page).getByRole("link", { name: "Members", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
  await expect(way(page).getByRole("listitem")).toHaveText(["Settings", "Account", "Members"]);
  await expect(sidebar(page).getByRole("link", { name: "Keywords", exact: true })).toHaveCount(0);
  await sidebar(page).getByRole("link", { name: "Back to Home" }).click();
  await page.waitForURL("**/home");
  await expect(sidebar(page).getByRole("link", { name: "Keywords", exact: true })).toBeVisible();
});

// Each page takes the place of another, which is gone then with all that it had asked for; in both orders, so that lists follow lists and
// pages whose code comes later follow lists.
test("pages follow each other without a reload", async ({ page }) => {
  test.setTimeout(300_000);
  await signUp(page);
  await expectHydrated(page);
  await page.evaluate(() => Object.assign(window, { stays: true }));
  const heading = page.getByRole("heading", { level: 1 });
  let before = (await heading.textContent()) ?? "";
  for (const [area, away] of [
    ["work", "Settings"],
    ["settings", "Back to Home"],
  ] as const) {
    if (area === "settings") await sidebar(page).getByRole("link", { name: "Settings", exact: true }).click();
    await expect(sidebar(page).getByRole("link", { name: away, exact: true })).toBeVisible();
    const names = (await sidebar(page).getByRole("link").allTextContents()).map((name) => name.trim()).filter((name) => name !== away);
    for (const name of [...names.slice(1), ...names.slice(0, -1).reverse()]) {
      await test.step(name, async () => {
        await sidebar(page).getByRole("link", { name, exact: true }).click();
        await expect(heading).not.toHaveText(before);
        before = (await heading.textContent()) ?? "";
        await expect(page).toHaveTitle(`${before} · IGNY8`);
      });
    }
  }
  expect(await page.evaluate(() => "stays" in window), "no page was loaded anew").toBe(true);
});

test("icons of a sidebar differ", async ({ page }) => {
  await signUp(page);
  for (const path of ["/home", "/system/settings"]) {
    await open(page, path);
    const drawings = await sidebar(page).locator("li svg").evaluateAll((all) => all.map((one) => one.innerHTML));
    expect(drawings.length).toBeGreaterThan(8);
    expect(new Set(drawings).size, `different icons at ${path}`).toBe(drawings.length);
  }
});

test("the way to a row says its name", async ({ page }) => {
  await signUp(page);
  await open(page, "/auth/sites");
  await page.getByRole("row").getByRole("link", { name: "My site" }).click();
  await expect(way(page).getByRole("listitem")).toHaveText(["Sites", "My site"]);
  await page.keyboard.press("Escape");
  await expect(way(page), "one step would say what the title says").toHaveCount(0);
});

test("keys open pages, from the settings too", async ({ page }) => {
  await signUp(page);
  await open(page, "/system/settings");
  for (const [key, path] of [["k", "/planner/keywords"], ["a", "/writer/content"], [",", "/system/settings"], ["h", "/home"]] as const) {
    await page.locator("body").press("g");
    await page.keyboard.press(key);
    await page.waitForURL(`**${path}`);
  }
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help.getByText("Go to Keywords", { exact: true })).toBeVisible();
  await expectNoSeriousAxe(page);
});

test.describe("without a script", () => {
  // What the page names in its head is not run.
  test.use({ javaScriptEnabled: false, allowedComplaints: { patterns: [/csp/] } });

  test("the sidebar leads to the settings and back", async ({ page }) => {
    await signUp(page);
    await sidebar(page).getByRole("link", { name: "Settings", exact: true }).click();
    await page.waitForURL("**/auth/sites");
    await sidebar(page).getByRole("link", { name: "Back to Home" }).click();
    await page.waitForURL("**/home");
  });
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, viewport: PHONE });

  test("a phone has the same ways", async ({ page }) => {
    await signUp(page);
    await expectHydrated(page);
    await page.getByRole("button", { name: "Open navigation" }).tap();
    await sidebar(page).getByRole("link", { name: "Settings", exact: true }).tap();
    await page.waitForURL("**/auth/sites");
    await expect(sidebar(page)).toBeHidden();
    await page.getByRole("button", { name: "Open navigation" }).tap();
    await sidebar(page).getByRole("link", { name: "Members", exact: true }).tap();
    await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page);
  });
});

for (const scheme of SCHEMES) {
  for (const [name, viewport] of SCREENS) {
    for (const direction of ["ltr", "rtl"] as const) {
      test(`the open sidebar is accessible, ${scheme}, ${name}, ${direction}`, async ({ page }) => {
        await page.setViewportSize(viewport);
        await useScheme(page, scheme);
        await signUp(page);
        for (const path of ["/planner/keywords", "/auth/users"]) {
          await open(page, path);
          await page.evaluate((dir) => document.documentElement.setAttribute("dir", dir), direction);
          if (name === "phone") await page.getByRole("button", { name: "Open navigation" }).click();
          const box = await sidebar(page).boundingBox();
          const start = direction === "ltr" ? (box?.x ?? -1) : viewport.width - (box?.x ?? 0) - (box?.width ?? 0);
          expect(Math.abs(start), "the sidebar stands at the start of the line").toBeLessThan(20);
          await expectNoSeriousAxe(page);
          await expectNoSidewaysScroll(page);
        }
      });
    }
  }
}
