// What people do on every table: select all rows, start an action, agree to its price, wait for its end.
import { expect, type Page } from "@playwright/test";

/** Selects all rows of the page. */
export async function selectAll(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "Select all rows on this page" }).check();
}

/** Selects the first so many rows. */
export async function selectFirst(page: Page, rows: number): Promise<void> {
  for (let row = 1; row <= rows; row += 1) await page.getByRole("checkbox").nth(row).check();
}

/** Begins an action of the selected rows: its price shows. */
export async function begin(page: Page, action: string): Promise<void> {
  const bar = page.getByRole("region", { name: "Selected rows" }).or(page.getByRole("toolbar", { name: "Selected rows" }));
  await bar.getByRole("button", { name: action, exact: true }).click();
}

/** Starts an action of the selected rows, agrees to its price, and waits until its run has ended well. */
export async function run(page: Page, action: string, timeout = 60_000): Promise<void> {
  await begin(page, action);
  const price = page.getByRole("dialog").filter({ hasText: "Cost" });
  await price.getByRole("button", { name: action, exact: true }).click();
  const dialog = page.getByRole("dialog").filter({ hasText: "Log" });
  await expect(dialog.getByText("Succeeded", { exact: true }).first()).toBeVisible({ timeout });
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(dialog).toBeHidden();
}
