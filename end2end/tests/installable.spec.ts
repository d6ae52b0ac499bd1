// Installed like an app: the manifest holds, the worker keeps the app's files and nothing of an account, and says when the network
// is gone.
import { expect, test } from "@playwright/test";
import { signUp } from "../support/person";

test.use({ serviceWorkers: "allow" });

/** The addresses of all that any cache of this page's origin keeps. */
const kept = () =>
  caches.keys().then(async (names) => {
    const urls: string[] = [];
    for (const name of names) {
      const cache = await caches.open(name);
      urls.push(...(await cache.keys()).map((request) => new URL(request.url).pathname));
    }
    return urls;
  });

test("the browser finds nothing that keeps it from being installed", async ({ page }) => {
  await signUp(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const cdp = await page.context().newCDPSession(page);
  const manifest = await cdp.send("Page.getAppManifest");
  expect(manifest.errors).toEqual([]);
  const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
  // A window without a profile on disk is the test's own.
  expect(installabilityErrors.filter((error) => error.errorId !== "in-incognito")).toEqual([]);
  const declared = JSON.parse(manifest.data ?? "{}") as { icons: { src: string; sizes: string }[]; start_url: string };
  for (const { src, sizes } of declared.icons) {
    const icon = await page.request.get(src);
    expect(icon.status(), src).toBe(200);
    if (sizes === "any") continue;
    const bytes = await icon.body();
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, src).toBe(sizes);
  }
  expect((await page.request.get(declared.start_url)).status()).toBe(200);
});

test("offline it says so, keeps nothing of the account, and goes on afterwards", async ({ page, context }) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await signUp(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // What comes from here on goes through the worker.
  await page.goto("/planner/keywords");
  await page.goto("/system/tasks");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect.poll(async () => (await page.evaluate(kept)).length).toBeGreaterThan(0);
  for (const path of await page.evaluate(kept)) expect(path).toMatch(/^\/pkg\/[a-z0-9_]+\.[\w-]{22}\.(js|wasm|css)$/);

  await context.setOffline(true);
  await page.goto("/planner/clusters").catch(() => undefined);
  await expect(page.getByRole("heading", { name: "You're offline" })).toBeVisible();
  await context.setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Clusters" })).toBeVisible();

  // What is shared then is not lost without a word, and leads back to where lists come in.
  await context.setOffline(true);
  await page.evaluate(() => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: "/share", enctype: "multipart/form-data" });
    const text = document.createElement("textarea");
    Object.assign(text, { name: "text", value: "trail shoes\nrunning socks" });
    form.append(text);
    document.body.append(form);
    form.submit();
  });
  await expect(page.getByText("The list you shared wasn't sent.")).toBeVisible();
  await context.setOffline(false);
  await page.getByRole("link", { name: "Open import" }).click();
  await page.waitForURL("**/planner/keywords/import");

  // Signing out leaves nothing of the account behind, online or not.
  await page.getByRole("button", { name: "User menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/login");
  for (const path of await page.evaluate(kept)) expect(path).toMatch(/^\/pkg\//);
  await context.setOffline(true);
  await page.goto("/planner/keywords").catch(() => undefined);
  await expect(page.getByRole("heading", { name: "You're offline" })).toBeVisible();
  await context.setOffline(false);
  expect(faults).toEqual([]);
});
