// The HTML report as people use it: filters, languages, keyboard, screen readers, many findings.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const REPORT = resolve("out/report.html");
const AXE = readFileSync(resolve("node_modules/axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

let profile;
let browser;

before(async () => {
  profile = mkdtempSync(join(tmpdir(), "tidewaiter-browser-"));
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: FLAGS,
    viewport: { width: 1440, height: 1000 },
    offline: true,
  });
});

after(async () => {
  await browser?.close();
  rmSync(profile, { recursive: true, force: true });
});

/** Opens a report and collects whatever goes wrong in it. */
async function open(file = REPORT, colours = "light") {
  const page = await browser.newPage();
  const wrong = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) wrong.push(message.text()); });
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith("file:")) wrong.push(`asks for ${request.url()}`); });
  await page.emulateMedia({ colorScheme: colours });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => document.getElementById("count").textContent !== "");
  return { page, wrong };
}

const count = (page) => page.locator("#count").textContent();
const settled = (page) => page.waitForTimeout(250);

test("opens without errors and without the network", async () => {
  const { page, wrong } = await open();
  assert.match(await count(page), /^30 of 30 products, 1,230 findings|^30 of 30 products, [\d,]+ findings/);
  assert.equal(await page.locator("#steps li").count(), 8);
  assert.ok(await page.locator("#by-rule g[role=button]").count() >= 5);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("filters narrow products, findings and charts, and come off again", async () => {
  const { page, wrong } = await open();
  const all = await count(page);
  await page.selectOption("[name=market]", { label: "JP" });
  await page.selectOption("[name=level]", { label: "error" });
  await settled(page);
  assert.match(await count(page), /^6 of 30 products, 6 findings/);
  await page.selectOption("[name=area]", "certification");
  await settled(page);
  const rules = await page.locator("#by-rule g[role=button]").evaluateAll((bars) => bars.map((bar) => bar.querySelector("title").textContent));
  assert.ok(rules.length > 0 && rules.every((rule) => /^(jp|transport)\./.test(rule)), rules.join());
  await page.click("[type=reset]");
  await settled(page);
  assert.equal(await count(page), all);
  await page.fill("[name=search]", "aero 14");
  await settled(page);
  assert.match(await count(page), /^1 of 30 products/);
  await page.fill("[name=search]", "no such thing");
  await settled(page);
  assert.match(await count(page), /^0 of 30 products, 0 findings/);
  await page.click("[type=reset]");
  await page.selectOption("[name=class]", "toy");
  await settled(page);
  assert.match(await count(page), /^[4-9] of 30 products/);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("a bar of the chart and a step of the list filter by their rule", async () => {
  const { page } = await open();
  await page.locator("#steps button").first().click();
  await settled(page);
  assert.equal(await page.inputValue("[name=rule]"), "eu.gpsr.identifiable_offer");
  assert.match(await count(page), /^(2[3-9]|30) of 30/);
  await page.click("[type=reset]");
  await page.locator("#by-area g[role=button]").first().focus();
  await page.keyboard.press("Enter");
  await settled(page);
  assert.notEqual(await page.inputValue("[name=area]"), "");
  await page.close();
});

test("the language switch changes words and findings", async () => {
  const { page, wrong } = await open();
  await page.locator(".grid .row").nth(1).click();
  assert.match(await page.locator("#detail").textContent(), /its receptacle must be USB-C/);
  await page.click("#language");
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  assert.match(await page.locator("#detail").textContent(), /接口须为USB-C/);
  assert.match(await page.locator("h1").textContent(), /合规报告/);
  await page.fill("[name=search]", "接口须为");
  await settled(page);
  assert.match(await count(page), /30 件商品中的 [12] 件/);
  await page.click("#language");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.deepEqual(wrong, []);
  await page.close();
});

test("the export of a shop: variants of a product, a filter, Chinese", async () => {
  const { page, wrong } = await open(resolve("out/shopify.html"));
  assert.match(await count(page), /^22 of 22 products/);
  await page.fill("[name=search]", "NL-TEE");
  await settled(page);
  assert.match(await count(page), /^4 of 22 products/);
  await page.selectOption("[name=market]", { label: "US" });
  await page.selectOption("[name=level]", { label: "error" });
  await settled(page);
  // A filter makes no listing look ready that is not.
  assert.equal(await page.locator(".grid .row").nth(0).locator(".m-ready").count(), 0);
  await page.locator(".grid .row").nth(0).click();
  assert.match(await page.locator("#detail").textContent(), /NL-TEE-S/);
  await page.click("#language");
  assert.match(await page.locator("h1").textContent(), /合规报告/);
  assert.deepEqual(wrong, []);
  await page.screenshot({ path: "out/shopify-zh.png" });
  await page.close();
});

test("the keyboard alone reaches a product, its law and the table again", async () => {
  const { page } = await open();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.focus("#grid");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const active = await page.getAttribute("#grid", "aria-activedescendant");
  assert.equal(active, "row-2");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "detail");
  assert.equal(await page.getAttribute(`#${active}`, "aria-selected"), "true");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "A");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.id), "grid");
  await page.keyboard.press("End");
  assert.equal(await page.getAttribute("#grid", "aria-activedescendant"), "row-29");
  await page.keyboard.press("Home");
  assert.equal(await page.getAttribute("#grid", "aria-activedescendant"), "row-0");
  await page.close();
});

for (const colours of ["light", "dark"]) {
  test(`axe finds nothing serious in ${colours} colours`, async () => {
    const { page } = await open(REPORT, colours);
    await page.locator(".grid .row").nth(0).click();
    for (const language of ["en", "zh"]) {
      if (language === "zh") await page.click("#language");
      await page.evaluate(AXE);
      const result = await page.evaluate(() => window.axe.run());
      const serious = result.violations
        .filter((found) => ["serious", "critical"].includes(found.impact))
        .map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.html + node.failureSummary).join(" | ")}`);
      assert.deepEqual(serious, []);
      assert.ok(result.passes.length > 20);
    }
    await page.close();
  });
}

/** The report with its products repeated under new names until there are so many findings. */
function grown(findings) {
  const text = readFileSync(REPORT, "utf8");
  const start = text.indexOf('id="product-data">') + 'id="product-data">'.length;
  const end = text.indexOf("</script>", start);
  const products = JSON.parse(text.slice(start, end));
  const many = [];
  let sum = 0;
  for (let round = 0; sum < findings; round++) {
    for (const product of products) {
      many.push([`${product[0]}-${round}`, `${product[1]} (${round})`, ...product.slice(2)]);
      sum += product[4].reduce((n, finding) => n + finding[2].length, 0);
    }
  }
  const file = resolve("out/large.html");
  writeFileSync(file, text.slice(0, start) + JSON.stringify(many).replaceAll("<", "\\u003c") + text.slice(end));
  return { file, products: many.length };
}

test("a hundred thousand findings scroll and filter with few nodes", async () => {
  const { file, products } = grown(100_000);
  const begun = Date.now();
  const { page, wrong } = await open(file);
  const opened = Date.now() - begun;
  const nodes = () => page.evaluate(() => document.querySelectorAll("*").length);
  assert.match(await count(page), new RegExp(`^${products.toLocaleString("en")} of`));
  assert.ok(await nodes() < 1_500, `${await nodes()} nodes`);
  await page.focus("#grid");
  await page.keyboard.press("End");
  await settled(page);
  assert.equal(await page.getAttribute("#grid", "aria-activedescendant"), `row-${products - 1}`);
  assert.ok(await page.locator(`#row-${products - 1}`).isVisible());
  const filtering = await page.evaluate(() => {
    const begun = performance.now();
    filters.search = "usb-c";
    apply();
    filters.search = "";
    filters.rule = "eu.gpsr.identifiable_offer";
    apply();
    return performance.now() - begun;
  });
  assert.ok(await nodes() < 1_500);
  console.log(`100,000 findings: open ${opened} ms, two filters ${Math.round(filtering)} ms, ${await nodes()} nodes`);
  assert.ok(opened < 20_000 && filtering < 5_000);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("hostile data stays text", async () => {
  const text = readFileSync(REPORT, "utf8");
  const start = text.indexOf('id="product-data">') + 'id="product-data">'.length;
  const end = text.indexOf("</script>", start);
  const products = JSON.parse(text.slice(start, end));
  const title = "<img src=x onerror=\"document.title='broken'\"></script><b>\u202ex";
  const hostile = [[title, title, title, [title], products[0][4].map((f) => [...f.slice(0, 3), title, title, [[title, title, title, null]], [title], 0, title, title, title])]];
  const file = resolve("out/hostile.html");
  writeFileSync(file, text.slice(0, start) + JSON.stringify(hostile).replaceAll("<", "\\u003c") + text.slice(end));
  const { page, wrong } = await open(file);
  await page.locator(".grid .row").first().click();
  assert.equal(await page.locator("img").count(), 0);
  assert.match(await page.title(), /^tidewaiter/);
  assert.match(await page.locator("#detail").textContent(), /<img src=x/);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("screenshots to look at", async () => {
  for (const [name, colours, chinese, width] of [["light", "light", false, 1440], ["dark", "dark", false, 1440], ["zh", "light", true, 1440], ["narrow", "light", false, 420]]) {
    const { page } = await open(REPORT, colours);
    await page.setViewportSize({ width, height: 1000 });
    if (chinese) await page.click("#language");
    await page.locator(".grid .row").nth(1).click();
    await page.screenshot({ path: `out/${name}.png`, fullPage: true });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px`);
    await page.close();
  }
});
