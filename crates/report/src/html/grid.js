"use strict";
// The table of products and markets. Only the rows in sight are in the page, however many there are.

const ROW = 44;
const BEYOND = 6;

const grid = {
  place: document.getElementById("grid"),
  body: null,
  rows: [],
  at: 0,
  selected: null,
  drawn: "",
};

/** Builds the head and an empty body; called again when the language changes. */
function buildGrid() {
  grid.place.replaceChildren();
  grid.place.style.setProperty("--markets", run.markets.length);
  const head = make("div", "head", null, { role: "row", "aria-rowindex": "1" });
  head.append(make("div", "", word("product"), { role: "columnheader" }));
  for (const market of run.markets) head.append(make("div", "", market, { role: "columnheader" }));
  grid.body = make("div", "body", null, { role: "rowgroup" });
  const top = make("div", "", null, { role: "rowgroup" });
  top.style.cssText = "position:sticky;top:0;z-index:3";
  top.append(head);
  grid.place.append(top, grid.body);
}

/** Shows these rows from the top. */
function setRows(rows) {
  grid.rows = rows;
  grid.at = Math.max(0, rows.findIndex((row) => row.product === grid.selected));
  grid.place.setAttribute("aria-rowcount", rows.length + 1);
  grid.body.style.height = `${Math.max(rows.length * ROW, 60)}px`;
  grid.place.scrollTop = Math.max(0, grid.at * ROW - grid.place.clientHeight / 2);
  draw(true);
}

/** Draws the rows in sight. */
function draw(again) {
  const first = Math.max(0, Math.floor(grid.place.scrollTop / ROW) - BEYOND);
  const last = Math.min(grid.rows.length, Math.ceil((grid.place.scrollTop + grid.place.clientHeight) / ROW) + BEYOND);
  const drawn = `${first}-${last}-${grid.at}`;
  if (!again && drawn === grid.drawn) return;
  grid.drawn = drawn;
  const rows = [];
  for (let i = first; i < last; i++) rows.push(drawRow(i));
  if (grid.rows.length === 0) {
    const row = make("div", "row", null, { role: "row", "aria-rowindex": "2" });
    row.append(make("div", "", word("none"), { role: "gridcell" }));
    rows.push(row);
    grid.place.removeAttribute("aria-activedescendant");
  }
  grid.body.replaceChildren(...rows);
  const active = document.getElementById(`row-${grid.at}`);
  if (active) grid.place.setAttribute("aria-activedescendant", active.id);
  else grid.place.removeAttribute("aria-activedescendant");
}

function drawRow(i) {
  const { product } = grid.rows[i];
  const row = make("div", i === grid.at ? "row at" : "row", null, {
    role: "row", id: `row-${i}`, "aria-rowindex": i + 2, "aria-selected": product === grid.selected ? "true" : "false",
  });
  row.style.top = `${i * ROW}px`;
  const name = make("div", "", null, { role: "rowheader" });
  const title = make("div", "name");
  title.append(foreign(product[TITLE] || product[NAME]));
  const sub = make("div", "sub");
  sub.append(foreign(product[NAME]));
  name.append(title, sub);
  row.append(name);
  // Readiness is of everything that was found, whatever the filters leave in the list.
  cells(product[FINDINGS]).forEach((counts, market) => row.append(drawCell(run.markets[market], counts, state(counts, market))));
  return row;
}

function drawCell(market, counts, state) {
  const errors = counts[ERROR];
  const minor = counts[WARNING] + counts[NOTICE] + counts[UPCOMING];
  let mark = "✓", look = "m-ready", said = word("ready"), n = "";
  if (errors > 0) {
    mark = String(errors);
    look = errors > 5 ? "m-error3" : errors > 2 ? "m-error2" : "m-error1";
    said = word("blocked");
    n = `${errors} ${word(errors === 1 ? "levels" : "levelsMany")[ERROR]}`;
  } else if (state === "open") {
    mark = "?";
    look = "m-open";
    said = word("open");
    n = counts[OPEN] > 0 ? `${counts[OPEN]} ${word("levels")[OPEN]}` : word("noRules");
  } else if (minor > 0) {
    mark = "!";
    look = "m-warning";
    n = String(minor);
  }
  const cell = make("div", "", null, { role: "gridcell", "aria-label": word("cell")(market, said, n), title: word("cell")(market, said, n) });
  cell.append(make("span", `mark ${look}`, mark, { "aria-hidden": "true" }));
  return cell;
}

/** Moves to a row and brings it into sight. */
function moveTo(i) {
  if (grid.rows.length === 0) return;
  grid.at = Math.min(Math.max(i, 0), grid.rows.length - 1);
  const top = grid.at * ROW;
  const sight = grid.place.clientHeight - 36;
  if (top < grid.place.scrollTop) grid.place.scrollTop = top;
  else if (top + ROW > grid.place.scrollTop + sight) grid.place.scrollTop = top + ROW - sight;
  draw();
}

/** Lets the keyboard, the mouse and scrolling act; `open` is told the row. */
function wireGrid(open) {
  grid.place.addEventListener("scroll", () => requestAnimationFrame(() => draw()));
  window.addEventListener("resize", () => draw(true));
  grid.place.addEventListener("click", (event) => {
    const row = event.target.closest(".row[id]");
    if (!row) return;
    grid.at = Number(row.id.slice(4));
    open(grid.rows[grid.at], false);
  });
  grid.place.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(grid.place.clientHeight / ROW) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -grid.rows.length, End: grid.rows.length };
    if (event.key in steps) {
      event.preventDefault();
      moveTo(grid.at + steps[event.key]);
    } else if ((event.key === "Enter" || event.key === " ") && grid.rows[grid.at]) {
      event.preventDefault();
      open(grid.rows[grid.at], true);
    }
  });
}
