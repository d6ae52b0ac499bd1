// Collects what a page complains about: console errors and warnings, uncaught errors, failed requests.
import type { Page } from "@playwright/test";

/** What a test may expect to be complained about, such as the browser's own line on a 401 that it provokes. */
export type Allowed = RegExp[];

/** Watches a page from now on; the list that it returns grows with each complaint. */
export function watchConsole(page: Page, allowed: Allowed): string[] {
  const complaints: string[] = [];
  // Only the tests of the installed app let the worker in; the others would meet pages of another test's worker.
  // Pages of the tests' own servers have no icon; ours name theirs.
  const everywhere: Allowed = [/Service Worker registration blocked by Playwright/, /favicon\.ico/];
  const add = (complaint: string): void => {
    if (![...everywhere, ...allowed].some((pattern) => pattern.test(complaint))) complaints.push(complaint);
  };
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      add(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => add(`uncaught error: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "unknown";
    // Leaving a page cancels its requests and its event stream; that is no fault.
    if (reason !== "net::ERR_ABORTED") add(`request failed: ${request.url()} (${reason})`);
  });
  return complaints;
}
