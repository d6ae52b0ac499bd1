// A new account grows: the checklist, invitations that others accept in their own browsers, and what each role can do there.
import type { Browser, Page } from "@playwright/test";
import { expect, expectHydrated, open, test } from "../support/page";
import { signUp } from "../support/person";

const PASSWORD = "a long enough password";

/** Invites somebody by the form; gives the link that the inviter is shown. */
async function invite(page: Page, name: string, role: string, site?: string): Promise<string> {
  await open(page, "/auth/users/new");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Email").fill(`${name}-${process.pid}-${Date.now()}@example.com`);
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Role").selectOption({ label: role });
  if (site !== undefined) {
    await dialog.getByRole("combobox", { name: "Sites" }).fill(site);
    await page.getByRole("option", { name: site }).click();
  }
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  const link = dialog.getByRole("textbox").first();
  await expect(link).toHaveValue(/\/invite\//);
  return link.inputValue();
}

/** Accepts an invitation in a browser of its own; gives its page. */
async function accept(browser: Browser, link: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/home");
  await expectHydrated(page);
  return page;
}

/** The status of adding a keyword with this page's cookies, whatever the interface offers. */
async function addsKeyword(page: Page, sector: string): Promise<number> {
  const answer = await page.request.post("/api/v1/planner/keywords", { data: { keyword: `phrase ${Date.now()}`, sector_id: sector } });
  return answer.status();
}

test("an account begins with a checklist, and its members do what their roles allow", async ({ page, browser }) => {
  test.setTimeout(360_000);
  await signUp(page);

  await test.step("the checklist says what is there", async () => {
    await open(page, "/home");
    await expect(page.getByText("Import keywords", { exact: true }).first()).toBeVisible();
    await page.getByRole("link", { name: "Open sites" }).first().click();
    await expect(page).toHaveURL(/\/auth\/sites/);
  });

  await test.step("a second site", async () => {
    await open(page, "/auth/sites/new");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Second site");
    await dialog.getByLabel("Language").fill("en");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("link", { name: "Second site", exact: true }).first()).toBeVisible();
  });
  const sectors = ((await (await page.request.get("/api/v1/auth/sectors")).json()) as { results: { id: string }[] }).results;
  const sector = sectors[0]?.id ?? "";

  const editor = await accept(browser, await invite(page, "Eve", "Editor"));
  const viewer = await accept(browser, await invite(page, "Vic", "Viewer"));
  const client = await accept(browser, await invite(page, "Cleo", "Client"));
  const limited = await accept(browser, await invite(page, "Sid", "Viewer", "Second site"));

  await test.step("the editor works", async () => {
    await open(editor, "/planner/keywords");
    await expect(editor.getByRole("link", { name: "Import", exact: true }).first()).toBeVisible();
    expect(await addsKeyword(editor, sector)).toBe(201);
    await editor.reload();
    await expect(editor.getByRole("row", { name: /phrase/ })).toBeVisible();
  });

  for (const [name, who] of [
    ["viewer", viewer],
    ["client", client],
  ] as const) {
    await test.step(`the ${name} looks on`, async () => {
      await open(who, "/planner/keywords");
      await expect(who.getByRole("row", { name: /phrase/ })).toBeVisible();
      await expect(who.getByRole("link", { name: "Import", exact: true })).toHaveCount(0);
      await expect(who.getByRole("link", { name: /^Add keyword/ })).toHaveCount(0);
      expect(await addsKeyword(who, sector)).toBe(403);
    });
  }

  await test.step("who is limited to one site sees that one", async () => {
    await open(limited, "/auth/sites");
    await expect(limited.getByRole("link", { name: "Second site", exact: true }).first()).toBeVisible();
    await expect(limited.getByText("My site")).toHaveCount(0);
    await open(limited, "/planner/keywords");
    await expect(limited.getByRole("row", { name: /phrase/ })).toHaveCount(0);
  });

  await test.step("the owner sees who has come, and is told", async () => {
    await open(page, "/auth/users");
    for (const name of ["Eve", "Vic", "Cleo", "Sid"]) await expect(page.getByRole("row", { name })).toContainText("Active");
    await open(page, "/system/notifications");
    await expect(page.getByRole("row", { name: /Invitation accepted/ })).toHaveCount(4);
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await expect(page.getByText("4 notifications marked as read")).toBeVisible();
  });
  for (const who of [editor, viewer, client, limited]) await who.context().close();
});
