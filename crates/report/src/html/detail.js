"use strict";
// What was found about one product: each finding with what decided it, what to do and the law.

const detail = document.getElementById("detail");

/** Undetermined rules that are shown one by one. */
const MOST_OPEN = 200;

/** Shows a row of the table, or what to choose. */
function showDetail(row) {
  detail.replaceChildren();
  detail.scrollTop = 0;
  const title = make("h3", "", null, { id: "detail-title" });
  detail.append(title);
  if (!row) {
    title.textContent = word("product");
    detail.append(make("p", "empty", word("choose")));
    return;
  }
  const { product, found } = row;
  title.append(foreign(product[TITLE] || product[NAME]));
  const place = make("p", "place");
  place.append(foreign(product[NAME]), " · ", foreign(product[PLACE], "code"));
  const classes = product[CLASSES].map((name) => (run.classes[name] || [name, name])[view.language]);
  if (classes.length > 0) place.append(` · ${classes.join(", ")}`);
  detail.append(place);
  const open = found.filter((finding) => finding[LEVEL] === OPEN);
  const told = found.filter((finding) => finding[LEVEL] !== OPEN);
  told.forEach((finding) => detail.append(drawFinding(finding)));
  if (product[FINDINGS].length === 0) {
    const unchecked = run.noRules.length > 0;
    detail.append(make("p", "empty", unchecked ? `${word("noRules")}: ${run.noRules.join(", ")}` : word("clear")));
  }
  if (open.length > 0) {
    const more = make("details");
    more.open = told.length === 0;
    more.append(make("summary", "", word("undetermined")(open.length)));
    open.slice(0, MOST_OPEN).forEach((finding) => more.append(drawFinding(finding)));
    detail.append(more);
  }
  const hidden = product[FINDINGS].length - found.length;
  if (hidden > 0) detail.append(make("p", "hint", word("hidden")(hidden)));
}

function drawFinding(finding) {
  const rule = run.rules[finding[RULE]];
  const level = finding[LEVEL];
  const box = make("article", `finding ${LEVELS[level]}`);
  const tags = make("div", "tags");
  const day = finding[DAY] ? ` ${word("from")} ${finding[DAY]}` : "";
  tags.append(make("span", `tag ${LEVELS[level]}`, word("levels")[level] + day));
  tags.append(make("b", "", finding[MARKETS].map((market) => run.markets[market]).join(", ")));
  tags.append(make("code", "", rule.id), make("span", "", word("areas")[rule.area] || rule.area));
  if (rule.doubtful) tags.append(make("span", "doubt", word("doubtful")));
  box.append(tags);
  const text = make("p");
  if (level === OPEN) text.append(`${word("whenOpen")} ${rule.what[view.language]}`);
  else text.append(foreign(message(finding)));
  box.append(text);
  const facts = make("dl");
  const fact = (name, value, className) => {
    facts.append(make("dt", "", name));
    const dd = make("dd", className || "");
    dd.append(value);
    facts.append(dd);
  };
  fact(word("fix"), foreign(remedy(finding)), "fix");
  for (const [path, value, header, column] of finding[VALUES]) {
    const line = make("span");
    line.append(make("code", "", path), " = ", value === null ? word("missing") : foreign(value));
    const where = [header, column ? `${word("column")} ${column}` : null].filter(Boolean).join(", ");
    if (where) line.append(" [", foreign(where), "]");
    fact(word("at"), line);
  }
  // An attribute by its path, or a reason in both languages.
  const needs = finding[NEEDS].map((need) => (Array.isArray(need) ? need[view.language] : need));
  if (needs.length > 0) fact(word("needs"), make("code", "", needs.join(", ")));
  if (finding[WAIVER]) fact(word("waiver"), foreign(finding[WAIVER]));
  for (const [cited, url] of rule.law) {
    const safe = url && /^https?:\/\//.test(url);
    fact(word("law"), safe ? make("a", "", cited, { href: url, rel: "noopener noreferrer", target: "_blank" }) : cited);
  }
  box.append(facts);
  return box;
}
