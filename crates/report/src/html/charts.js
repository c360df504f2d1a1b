"use strict";
// Bars in SVG: the findings by rule and by area, stacked by level; a bar is a button that filters.

const SVG = "http://www.w3.org/2000/svg";
const MOST_BARS = 10;

function shape(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Draws the largest sums. `label` names a key, `choose` filters by it. */
function bars(place, sums, label, choose) {
  const rows = [...sums.entries()]
    .map(([key, levels]) => ({ key, levels, total: levels.reduce((a, b) => a + b, 0) }))
    .sort((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_BARS);
  place.replaceChildren();
  if (rows.length === 0) {
    place.append(make("p", "empty", word(isOpen() ? "noViolation" : "clear")));
    return;
  }
  const width = 640, height = 25, left = 250, right = 54;
  const most = rows[0].total;
  const svg = shape("svg", { viewBox: `0 0 ${width} ${rows.length * height}`, role: "group" });
  rows.forEach((row, i) => {
    const y = i * height;
    const bar = shape("g", { tabindex: "0", role: "button" });
    bar.append(shape("title", {}, `${label(row.key)} ${row.total}`));
    bar.append(shape("rect", { class: "hit", x: 0, y, width, height }));
    const name = label(row.key);
    bar.append(shape("text", { x: left - 8, y: y + 17, "text-anchor": "end" }, name.length > 38 ? `…${name.slice(-37)}` : name));
    let x = left;
    row.levels.forEach((n, level) => {
      if (n === 0) return;
      const part = (n / most) * (width - left - right);
      bar.append(shape("rect", { class: LEVELS[level], x, y: y + 5, width: Math.max(part, 1.5), height: height - 9, rx: 2 }));
      x += part;
    });
    bar.append(shape("text", { class: "value", x: x + 7, y: y + 17 }, row.total.toLocaleString()));
    const act = () => choose(row.key);
    bar.addEventListener("click", act);
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); }
    });
    svg.append(bar);
  });
  place.append(svg);
}
