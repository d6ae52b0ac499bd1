// Passkeys in a real browser, with a device that Chromium plays: made, used with and without a password, cancelled, removed.
import type { BrowserContext, Page } from "@playwright/test";
import { Authenticator } from "../support/authenticator";
import { expectNoSeriousAxe } from "../support/axe";
import { expect, expectNoSidewaysScroll, PHONE, test } from "../support/page";
import { forgetSession } from "../support/person";
import { type Server, serveAtLocalhost } from "../support/server";

const PASSWORD = "a long enough password";

let server: Server;
let base: string;

// Passkeys are for names: the address of the other tests has none.
test.beforeAll(async () => {
  server = await serveAtLocalhost();
  base = `http://localhost:${server.port}`;
});

test.afterAll(async () => {
  await server.stop();
});

/** Signs somebody up at this test's address; gives the address of their mail. */
async function signUp(page: Page): Promise<string> {
  const email = `passkeys-${process.pid}-${Date.now()}@example.com`;
  await page.goto(`${base}/signup`);
  await page.getByLabel("Your name").fill("Ann");
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=account]").fill("Ann's agency");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/home");
  return email;
}

/** Adds the first passkey by the password; gives the recovery codes. */
async function addFirst(page: Page, name: string): Promise<string[]> {
  await page.goto(`${base}/two-factor`);
  const form = page.locator("form[action='/two-factor/passkeys/add']");
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Password").fill(PASSWORD);
  await form.getByRole("button", { name: "Add passkey" }).click();
  const codes = page.locator("ul.font-mono li");
  await expect(codes).toHaveCount(10);
  return codes.allInnerTexts();
}

async function signOut(page: Page): Promise<void> {
  await forgetSession(page);
}

/** Opens the sign-in page; the device waits for the button, and does not answer what the address field offers. */
async function openSignIn(page: Page, device: Authenticator): Promise<void> {
  await device.isThere(false);
  await page.goto(`${base}/login?next=/auth/sessions`);
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeVisible();
}

// The browser tells of every answer that is not 2xx, and one here is to a wrong password.
test.use({ allowedComplaints: { patterns: [/status of 422/] } });

test("a passkey is made, signs in alone, and is asked for after the password", async ({ page }) => {
  test.setTimeout(540_000);
  const device = await Authenticator.in(page);
  const email = await signUp(page);

  await test.step("a wrong password and a cancelled question make none", async () => {
    await page.goto(`${base}/two-factor`);
    await expectNoSeriousAxe(page);
    const form = page.locator("form[action='/two-factor/passkeys/add']");
    await form.getByLabel("Password").fill("not this one");
    await form.getByRole("button", { name: "Add passkey" }).click();
    await expect(form.getByText("Incorrect password.")).toBeVisible();
    await device.agrees(false);
    await form.getByLabel("Password").fill(PASSWORD);
    await form.getByRole("button", { name: "Add passkey" }).click();
    await expect(form.getByText(/No passkey was used/)).toBeVisible();
    expect(await device.passkeys()).toBe(0);
    await device.agrees(true);
  });

  await test.step("made, with recovery codes", async () => {
    await addFirst(page, "Work laptop");
    expect(await device.passkeys()).toBe(1);
    await page.goto(`${base}/two-factor`);
    await expect(page.getByText("Work laptop", { exact: true }).first()).toBeVisible();
    await expect(page.getByText("never used")).toBeVisible();
    await expectNoSeriousAxe(page);
    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
  });

  await test.step("signs in alone, and cancelled it says so", async () => {
    await signOut(page);
    await openSignIn(page, device);
    await expectNoSeriousAxe(page);
    await device.agrees(false);
    await device.isThere(true);
    const button = page.getByRole("button", { name: "Sign in with a passkey" });
    await button.click();
    await expect(page.getByText(/No passkey was used/)).toBeVisible();
    await device.agrees(true);
    await button.click();
    await page.waitForURL("**/auth/sessions");
  });

  await test.step("after the password", async () => {
    await signOut(page);
    await openSignIn(page, device);
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL("**/login/code**");
    await expectNoSeriousAxe(page);
    await device.isThere(true);
    await page.getByRole("button", { name: "Use a passkey instead" }).click();
    await page.waitForURL("**/auth/sessions");
    await page.goto(`${base}/two-factor`);
    await expect(page.getByText("last used")).toBeVisible();
  });

  await test.step("offered where the address is filled in", async () => {
    await signOut(page);
    // The device that Chromium plays takes the offer as soon as it is there.
    await page.goto(`${base}/login?next=/auth/sessions`);
    await page.waitForURL("**/auth/sessions");
  });
});

test.describe("what is refused", () => {
  // The browser tells of every answer that is not 2xx.
  test.use({ allowedComplaints: { patterns: [/status of 401/] } });

  test("a second device, and a removed one", async ({ page, browser }) => {
    test.setTimeout(270_000);
    const phone = await Authenticator.in(page);
    const email = await signUp(page);
    const codes = await addFirst(page, "Phone");
    const elsewhere: BrowserContext = await browser.newContext();
    const second = await elsewhere.newPage();
    const laptop = await Authenticator.in(second);

    await test.step("the second device comes in by a recovery code and adds itself", async () => {
      await openSignIn(second, laptop);
      await second.locator("input[name=email]").fill(email);
      await second.locator("input[name=password]").fill(PASSWORD);
      await second.getByRole("button", { name: "Sign in", exact: true }).click();
      await second.locator("input[name=code]").fill(codes[0] ?? "");
      await second.getByRole("button", { name: "Sign in", exact: true }).click();
      await second.waitForURL("**/auth/sessions");
      await laptop.isThere(true);
      await second.goto(`${base}/two-factor`);
      const form = second.locator("form[action='/two-factor/passkeys/add']");
      await form.getByLabel("Name").fill("Laptop");
      await form.getByLabel("Password").fill(PASSWORD);
      await form.getByLabel("Code").fill(codes[1] ?? "");
      await form.getByRole("button", { name: "Add passkey" }).click();
      await expect(second.getByText("Laptop", { exact: true }).first()).toBeVisible();
      expect(await laptop.passkeys()).toBe(1);
    });

    await test.step("a device is not added twice", async () => {
      const form = second.locator("form[action='/two-factor/passkeys/add']");
      await form.getByRole("button", { name: "Use a passkey instead" }).click();
      await expect(form.getByText(/Continue with the button below/)).toBeVisible();
      await form.getByRole("button", { name: "Add passkey" }).click();
      await expect(form.getByText(/already has a passkey for you/)).toBeVisible();
    });

    await test.step("the first is removed by the second, and signs nobody in", async () => {
      const row = second.getByRole("listitem").filter({ hasText: "Phone" });
      await row.getByText("Rename or remove").click();
      const form = row.locator("form[action='/two-factor/passkeys/remove']");
      await form.getByRole("button", { name: "Use a passkey instead" }).click();
      await expect(form.getByText(/Continue with the button below/)).toBeVisible();
      await form.getByRole("button", { name: "Remove passkey" }).click();
      await expect(second.getByRole("listitem").filter({ hasText: "Phone" })).toHaveCount(0);
      await signOut(page);
      await openSignIn(page, phone);
      await phone.isThere(true);
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await expect(page.getByText(/may have been removed/)).toBeVisible();
    });
    await elsewhere.close();
  });
});

test("at another address than its own it says where to go, and at one of numbers why", async ({ page }) => {
  await Authenticator.in(page);
  // The same server under a name that is not the one people use.
  await page.goto(`http://127.0.0.1:${server.port}/login`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText(/Passkeys don't work at this address/)).toBeVisible();
});
