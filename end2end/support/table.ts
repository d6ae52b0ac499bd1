// What people do on every table: select all rows, start an action, agree to its price, wait for its end.
import { expect, type Locator, type Page } from "@playwright/test";

/** Selects all rows of the page. */
export async function selectAll(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "Select all rows on this page" }).check();
}

/** Selects the first so many rows. */
export async function selectFirst(page: Page, rows: number): Promise<void> {
  for (let row = 1; row <= rows; row += 1) await page.getByRole("checkbox").nth(row).check();
}

/** The bar with what can be done with the selected rows. */
export function selection(page: Page): Locator {
  return page.getByRole("region", { name: "Selected rows" });
}

/** Begins an action of the selected rows, which stands in the bar or in its menu: its price shows. */
export async function begin(page: Page, action: string): Promise<void> {
  const bar = selection(page);
  await expect(bar).toBeVisible();
  const button = bar.getByRole("button", { name: action, exact: true });
  if ((await button.count()) > 0) {
    await button.click();
  } else {
    await bar.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: action, exact: true }).click();
  }
}

/** Waits until the run that a dialog shows has ended well: the first state in it is the run's own, those of its parts follow. */
export async function expectSucceeded(dialog: Locator, timeout: number): Promise<void> {
  const state = dialog.getByText(/^(Queued|Running|Waiting to retry|Succeeded|Failed|Canceled|Stopped)$/).first();
  await expect(state).toHaveText("Succeeded", { timeout });
}

/** Starts an action of the selected rows, agrees to its price, and waits until its run has ended well. */
export async function run(page: Page, action: string, timeout = 60_000): Promise<void> {
  await begin(page, action);
  const price = page.getByRole("dialog").filter({ hasText: "Cost" });
  await price.getByRole("button", { name: action, exact: true }).click();
  const dialog = page.getByRole("dialog").filter({ hasText: "Log" });
  await expectSucceeded(dialog, timeout);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(dialog).toBeHidden();
}
