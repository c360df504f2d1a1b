"use strict";
// The page as a whole: the numbers, the filters, language and colours.

const byId = (id) => document.getElementById(id);
const form = byId("filters");
let shown = select();

/** Everything that has words in it. */
function drawAll() {
  document.documentElement.lang = view.language ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = word(element.dataset.t);
  document.title = `tidewaiter · ${word("title")} · ${run.asOf}`;
  byId("language").textContent = word("language");
  byId("language").lang = view.language ? "en" : "zh-CN";
  byId("theme").textContent = word("theme")[view.theme];
  byId("theme").setAttribute("aria-label", word("themeLabel")[view.theme]);
  byId("facts").textContent = [word("facts")(run), ...run.inputs.map((input) => word("rows")(input))].join(" · ");
  byId("foot").textContent = word("foot")(run);
  drawNumbers();
  drawSteps();
  drawChoices();
  drawLegend();
  drawProblems();
  buildGrid();
  apply();
}

function drawNumbers() {
  const sums = readiness();
  const place = byId("readiness");
  place.replaceChildren();
  sums.forEach((sum, market) => {
    const row = make("div");
    row.append(make("b", "", run.markets[market]));
    const stack = make("span", "stack", null, {
      role: "img", "aria-label": ["ready", "open", "blocked"].map((key) => `${word(key)} ${sum[key]}`).join(", "),
    });
    for (const key of ["ready", "open", "blocked"]) {
      const part = make("i", key);
      part.style.flexGrow = sum[key];
      stack.append(part);
    }
    row.append(stack, make("span", "hint", `${sum.ready} / ${products.length} ${word("ready")}`));
    place.append(row);
  });
  const total = (key) => sums.reduce((n, sum) => n + sum[key], 0);
  const totals = run.totals;
  const tiles = [
    ["open", word("productsTile"), products.length],
    ["ready", word("ready"), total("ready")],
    ["open", word("open"), total("open")],
    ["blocked", word("blocked"), total("blocked")],
    ["error", word("levelsMany")[ERROR], totals.violated.error || 0],
    ["warning", word("levelsMany")[WARNING], totals.violated.warning || 0],
    ["notice", word("levelsMany")[NOTICE], totals.violated.notice || 0],
    ["upcoming", word("levelsMany")[UPCOMING], totals.upcoming],
    ["undetermined", word("levelsMany")[OPEN], totals.undetermined],
  ];
  if (totals.waived > 0) tiles.push(["waived", word("levelsMany")[WAIVED], totals.waived]);
  byId("tiles").replaceChildren(...tiles.map(([look, name, n]) => {
    const tile = make("div", look);
    tile.append(make("dt", "", name), make("dd", "", n.toLocaleString()));
    return tile;
  }));
}

function drawSteps() {
  const rules = new Map(run.rules.map((rule) => [rule.id, rule]));
  const lead = run.lead[view.language];
  byId("lead").replaceChildren(...lead.map((line) => make("p", "", line)));
  byId("lead").hidden = lead.length === 0;
  byId("steps").replaceChildren(...run.steps.map(([id, blocks, free]) => {
    const item = make("li", "step");
    const rule = rules.get(id);
    const button = make("button", "link", id, { type: "button" });
    button.addEventListener("click", () => set({ rule: id }));
    item.append(make("b", "", rule ? rule.remedy[view.language] : ""), make("br"), button, make("span", "hint", ` ${word("step")(blocks, free)}`));
    return item;
  }));
  if (run.steps.length === 0 && !isOpen()) byId("steps").append(make("li", "", word("clear")));
  byId("needs").replaceChildren(...run.needs.map(([path, n, en, zh]) => {
    const item = make("li");
    item.append(make("code", "", path), make("span", "", ` ${view.language ? zh : en} ${word("need")(n)}`));
    return item;
  }));
}

/** Fills the lists of the filters and keeps what is chosen. */
function drawChoices() {
  const fill = (name, options) => {
    const select = form.elements[name];
    select.replaceChildren(make("option", "", word("all"), { value: "" }));
    for (const [value, text] of options) select.append(make("option", "", text, { value }));
    select.value = filters[name];
  };
  const sorted = (list) => list.sort((a, b) => (a[1] < b[1] ? -1 : 1));
  fill("market", run.markets.map((market, i) => [String(i), market]));
  fill("level", word("levels").map((name, i) => [String(i), name]));
  fill("area", sorted([...new Set(run.rules.map((rule) => rule.area))].map((area) => [area, word("areas")[area] || area])));
  fill("rule", sorted(run.rules.map((rule) => [rule.id, rule.id])));
  const classes = new Set(products.flatMap((product) => product[CLASSES]));
  fill("class", sorted([...classes].map((name) => [name, (run.classes[name] || [name, name])[view.language]])));
  form.elements.search.value = filters.search;
}

function drawLegend() {
  const marks = [["m-ready", "✓", "legendReady"], ["m-open", "?", "legendOpen"], ["m-warning", "!", "legendWarning"], ["m-error1", "3", "legendError"]];
  byId("legend").replaceChildren(...marks.map(([look, mark, key]) => make("span", look, word(key), { "data-mark": mark })));
}

function drawProblems() {
  byId("problems").hidden = run.problems.length === 0;
  const items = run.problems.map((problem) => {
    const item = make("li");
    item.append(make("code", "", `${problem.place} ${problem.code}`), " ", foreign(problem.message[view.language]));
    if (problem.column) item.append(" [", foreign(problem.column), "]");
    if (problem.help) item.append(" – ", foreign(problem.help[view.language]));
    return item;
  });
  if (run.untold > 0) items.push(make("li", "", word("untold")(run.untold)));
  byId("problem-list").replaceChildren(...items);
}

/** Applies the filters to table, charts and detail. */
function apply() {
  shown = select();
  setRows(shown.rows);
  byId("count").textContent = word("count")(shown.rows.length, products.length, shown.total);
  bars(byId("by-rule"), shown.byRule, (id) => id, (id) => set({ rule: id }));
  bars(byId("by-area"), shown.byArea, (area) => word("areas")[area] || area, (area) => set({ area }));
  showDetail(shown.rows.find((row) => row.product === grid.selected));
}

/** Sets filters from a chart or a step, and goes to the table. */
function set(wanted) {
  Object.assign(filters, wanted);
  for (const name of Object.keys(wanted)) form.elements[name].value = filters[name];
  apply();
  byId("products").scrollIntoView({ block: "start" });
}

function setTheme(theme) {
  view.theme = theme;
  document.documentElement.dataset.theme = theme;
}

let wait = 0;
form.addEventListener("input", () => {
  clearTimeout(wait);
  wait = setTimeout(() => {
    for (const name of Object.keys(filters)) filters[name] = form.elements[name].value;
    apply();
  }, 120);
});
form.addEventListener("reset", () => {
  for (const name of Object.keys(filters)) filters[name] = "";
  setTimeout(apply);
});
form.addEventListener("submit", (event) => event.preventDefault());
byId("language").addEventListener("click", () => {
  view.language = 1 - view.language;
  drawAll();
});
byId("theme").addEventListener("click", () => {
  setTheme(view.theme === "light" ? "dark" : "light");
  byId("theme").textContent = word("theme")[view.theme];
  byId("theme").setAttribute("aria-label", word("themeLabel")[view.theme]);
});
detail.addEventListener("keydown", (event) => {
  if (event.key === "Escape") grid.place.focus();
});
wireGrid((row, byKeyboard) => {
  grid.selected = row.product;
  draw(true);
  showDetail(row);
  if (byKeyboard) detail.focus();
});

view.language = run.language === "zh" ? 1 : 0;
setTheme(window.matchMedia && window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
drawAll();
