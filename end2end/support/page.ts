// The `test` of every spec: a page that must not complain, the two widths, the two colour schemes, hydration.
import { expect, test as base, type Page } from "@playwright/test";
import { type Allowed, watchConsole } from "./console";

export { expect };

/** The widths that the design is made for: a phone and a desk. */
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };
export const SCREENS = [
  ["phone", PHONE],
  ["desk", DESK],
] as const;

export const SCHEMES = ["light", "dark"] as const;
export type Scheme = (typeof SCHEMES)[number];

/**
 * Set `allowedComplaints` with `test.use` where a test provokes a complaint on purpose. The patterns stand in an
 * object because Playwright reads a bare array of an option as a value and its settings.
 */
export const test = base.extend<{ allowedComplaints: { patterns: Allowed } }>({
  allowedComplaints: [{ patterns: [] }, { option: true }],
  page: async ({ page, allowedComplaints }, use) => {
    const complaints = watchConsole(page, allowedComplaints.patterns);
    await use(page);
    expect(complaints, "complaints of the page").toEqual([]);
  },
});

/** Sets what the operating system would say about light and dark. */
export async function useScheme(page: Page, scheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
}

/** Opens a path and waits until the scripts that it loads have come and run. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expectHydrated(page);
}

/** Waits until the app has taken the page over, which it tells the browser's timeline, so that the first click is not lost. */
export async function expectHydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName("ready").length > 0);
  await page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done(), { timeout: 2_000 })));
}

/** True page width against screen width: nothing may stick out sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overhang, "pixels by which the page is wider than the screen").toBeLessThanOrEqual(0);
}
