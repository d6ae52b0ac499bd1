// How the browser tests run: one Chromium against an IGNY8 that is up already, at IGNY8_BASE_URL.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";

const systemChromium = process.env["IGNY8_CHROMIUM"] ?? "/usr/bin/chromium";
const output = join(process.env["IGNY8_DATA_DIR"] ?? join(__dirname, "..", ".data"), "end2end");

export default defineConfig({
  testDir: "tests",
  outputDir: output,
  // A test that passes at the second try is a test that fails.
  retries: 0,
  // Server, worker, database and browser share two cores there; one test at a time measures the app, not the wait for them.
  workers: process.env["CI"] === undefined ? 2 : 1,
  forbidOnly: process.env["CI"] !== undefined,
  // Machines that run these are busy and slow at times; what hangs is found all the same.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    // A page that never comes is told where it was waited for, not by the end of the test's time.
    navigationTimeout: 60_000,
    actionTimeout: 60_000,
    viewport: { width: 1280, height: 800 },
    baseURL: process.env["IGNY8_BASE_URL"] ?? "http://127.0.0.1:8011",
    locale: "en-GB",
    timezoneId: "UTC",
    // Tests that stand between the page and its files would not see what a service worker answers; installing has a test of its own.
    serviceWorkers: "block",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
      // No sandbox, since CI runs as root; the rest keeps the browser from calling home.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
