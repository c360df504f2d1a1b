"use strict";
// The data of the page, and what the filters leave of it.

/** What holds for the whole run, with the table of the rules. */
const run = JSON.parse(document.getElementById("run-data").textContent);

/** Products: [name, title, place, classes, findings]. */
const products = JSON.parse(document.getElementById("product-data").textContent);

// The places of a product's parts, and of a finding's.
const NAME = 0, TITLE = 1, PLACE = 2, CLASSES = 3, FINDINGS = 4;
const RULE = 0, LEVEL = 1, MARKETS = 2, MESSAGE = 3, VALUES = 5, NEEDS = 6, DAY = 7, REMEDY = 8, WAIVER = 10;
const ERROR = 0, WARNING = 1, NOTICE = 2, UPCOMING = 3, OPEN = 4, WAIVED = 5;

const LEVELS = ["error", "warning", "notice", "upcoming", "undetermined", "waived"];

/** What the reader asked for; empty is everything. Markets and levels are numbers in text. */
const filters = { search: "", market: "", level: "", area: "", rule: "", class: "" };

/** What a finding says in the reader's language; nothing if the rule is undetermined. */
function message(finding) {
  return finding[MESSAGE + view.language] || "";
}

/** What to do about it. */
function remedy(finding) {
  return finding[REMEDY + view.language] || run.rules[finding[RULE]].remedy[view.language];
}

/** A finding is one of those asked for. The text was put into small letters before. */
function matches(product, finding, text) {
  const rule = run.rules[finding[RULE]];
  if (filters.market !== "" && !finding[MARKETS].includes(Number(filters.market))) return false;
  if (filters.level !== "" && finding[LEVEL] !== Number(filters.level)) return false;
  if (filters.area !== "" && rule.area !== filters.area) return false;
  if (filters.rule !== "" && rule.id !== filters.rule) return false;
  if (text === "") return true;
  return rule.id.includes(text) || message(finding).toLowerCase().includes(text);
}

/** Whether anything narrows the findings, so that products without one are left out. */
function narrowed() {
  return filters.market !== "" || filters.level !== "" || filters.area !== "" || filters.rule !== "";
}

/** The products that match, with their findings that match, and the sums for the charts. */
function select() {
  const text = filters.search.trim().toLowerCase();
  const rows = [];
  const byRule = new Map();
  const byArea = new Map();
  let total = 0;
  for (const product of products) {
    if (filters.class !== "" && !product[CLASSES].includes(filters.class)) continue;
    // A text that names the product asks for all of its findings.
    const named = text === "" || product[NAME].toLowerCase().includes(text) || product[TITLE].toLowerCase().includes(text);
    const found = product[FINDINGS].filter((finding) => matches(product, finding, named ? "" : text));
    if (found.length === 0 && (narrowed() || !named)) continue;
    rows.push({ product, found });
    for (const finding of found) {
      const listed = filters.market === "" ? finding[MARKETS].length : 1;
      total += listed;
      if (finding[LEVEL] > UPCOMING) continue;
      const rule = run.rules[finding[RULE]];
      count(byRule, rule.id, finding[LEVEL], listed);
      count(byArea, rule.area, finding[LEVEL], listed);
    }
  }
  return { rows, total, byRule, byArea };
}

function count(sums, key, level, by) {
  if (!sums.has(key)) sums.set(key, [0, 0, 0, 0]);
  sums.get(key)[level] += by;
}

/** What each market's cell of a row says: the counts by level. */
function cells(found) {
  const counts = run.markets.map(() => [0, 0, 0, 0, 0, 0]);
  for (const finding of found) {
    for (const market of finding[MARKETS]) counts[market][finding[LEVEL]] += 1;
  }
  return counts;
}

/** Something is not known: then nothing is said to be clear. */
function isOpen() {
  return run.totals.records === 0 || run.totals.open > 0 || run.noRules.length > 0;
}

/** The state of a listing, by its market and counts. */
function state(counts, market) {
  if (counts[ERROR] > 0) return "blocked";
  return counts[OPEN] > 0 || run.noRules.includes(run.markets[market]) ? "open" : "ready";
}

/** Listings by market and state, over everything. */
function readiness() {
  const sums = run.markets.map(() => ({ ready: 0, open: 0, blocked: 0 }));
  for (const product of products) {
    cells(product[FINDINGS]).forEach((counts, market) => { sums[market][state(counts, market)] += 1; });
  }
  return sums;
}
