"use strict";
// The words of the page. What a rule says comes with the data, in both languages.

const WORDS = {
  en: {
    title: "compliance report",
    skip: "Skip to the products",
    language: "中文",
    theme: { light: "Dark", dark: "Light" },
    themeLabel: { light: "Switch to dark colours", dark: "Switch to light colours" },
    numbers: "At a glance",
    first: "What to do first",
    firstHint: "The rules that keep most listings back, in the order that frees most of them soonest. A listing is one product in one market.",
    step: (blocks, free) => `blocks ${listings(blocks)}; after this step ${free} ${free === 1 ? "is" : "are"} free of errors`,
    needed: "Data that would decide most",
    need: (count) => `decides ${count}`,
    byRule: "Findings by rule",
    byArea: "Findings by area",
    products: "Products and markets",
    search: "Search",
    market: "Market", level: "Severity", area: "Area", rule: "Rule", class: "Class",
    all: "all",
    reset: "Reset",
    none: "Nothing matches these filters.",
    choose: "Choose a product to see what was found, the law and what to do.",
    count: (products, all, findings) => `${products.toLocaleString("en")} of ${all.toLocaleString("en")} products, ${findings.toLocaleString("en")} findings`,
    keys: "Arrow keys move, Enter opens a product, Escape comes back to the table.",
    product: "Product", productsTile: "products",
    ready: "ready", open: "to complete", blocked: "blocked",
    legendReady: "ready", legendOpen: "to complete (rules that the data cannot decide)", legendWarning: "warnings or notices only", legendError: "blocked (number of errors)",
    levels: ["error", "warning", "notice", "upcoming", "undetermined", "waived"],
    levelsMany: ["errors", "warnings", "notices", "upcoming", "undetermined", "waived"],
    areas: {
      certification: "certification", labelling: "labelling", listing: "listing", tax: "tax", privacy: "privacy", restricted: "restricted",
      logistics: "logistics", payment: "payment", environment: "environment", substances: "substances",
    },
    at: "Found", missing: "not given", column: "column", fix: "To do", law: "Law", needs: "Needs", waiver: "Waiver", from: "from",
    doubtful: "not verified against a source",
    undetermined: (n) => `Cannot be decided yet: ${n}`,
    whenOpen: "If it does not hold:",
    clear: "Every rule that applies is satisfied.",
    noRules: "not checked, no rules",
    noViolation: "No violation is known yet; what is open stands above.",
    hidden: (n) => `${n} more are hidden by the filters.`,
    problems: "What could not be read",
    untold: (n) => `${n} more`,
    facts: (run) => `As of ${run.asOf}${run.channel ? ` · on ${run.channel}` : ""} · ${run.pack.name} ${run.pack.version} (${run.pack.hash})`,
    foot: (run) => `tidewaiter ${run.version}. The rules are a reading of the law with its sources, not legal advice.`,
    cell: (market, state, n) => `${market}: ${state}${n ? `, ${n}` : ""}`,
    rows: (input) => `${input.file}: ${input.format || "?"}, ${input.records} products${input.unread ? `, ${input.unread} not read` : ""}`,
  },
  zh: {
    title: "合规报告",
    skip: "跳到商品列表",
    language: "English",
    theme: { light: "深色", dark: "浅色" },
    themeLabel: { light: "切换为深色", dark: "切换为浅色" },
    numbers: "概览",
    first: "优先处理",
    firstHint: "阻碍刊登最多的规则,按最快释放刊登的顺序排列。一个刊登指一件商品在一个市场。",
    step: (blocks, free) => `阻碍 ${blocks} 个刊登;完成此步后累计 ${free} 个刊登无错误`,
    needed: "补充后可判定最多的数据",
    need: (count) => `可判定 ${count} 项`,
    byRule: "按规则统计",
    byArea: "按领域统计",
    products: "商品与市场",
    search: "搜索",
    market: "市场", level: "严重程度", area: "领域", rule: "规则", class: "类别",
    all: "全部",
    reset: "重置",
    none: "没有符合筛选条件的内容。",
    choose: "选择一件商品,查看问题、法规和整改方法。",
    count: (products, all, findings) => `${all.toLocaleString("zh")} 件商品中的 ${products.toLocaleString("zh")} 件,${findings.toLocaleString("zh")} 条结果`,
    keys: "方向键移动,回车打开商品,Esc 返回表格。",
    product: "商品", productsTile: "商品",
    ready: "可上架", open: "待补全", blocked: "受阻",
    legendReady: "可上架", legendOpen: "待补全(现有数据无法判定的规则)", legendWarning: "仅有警告或提示", legendError: "受阻(错误数)",
    levels: ["错误", "警告", "提示", "即将生效", "待定", "已豁免"],
    levelsMany: ["错误", "警告", "提示", "即将生效", "待定", "已豁免"],
    areas: {
      certification: "认证", labelling: "标签", listing: "刊登", tax: "税费", privacy: "隐私", restricted: "限制",
      logistics: "物流", payment: "支付", environment: "环保", substances: "物质",
    },
    at: "依据", missing: "未提供", column: "列", fix: "整改", law: "法规", needs: "需要", waiver: "豁免", from: "生效日",
    doubtful: "未经来源核实",
    undetermined: (n) => `暂无法判定:${n}`,
    whenOpen: "如不符合:",
    clear: "所有适用的规则均已符合。",
    noRules: "未检查,没有规则",
    noViolation: "目前未知违规;待补全的内容见上文。",
    hidden: (n) => `另有 ${n} 条被筛选条件隐藏。`,
    problems: "无法读取的内容",
    untold: (n) => `另有 ${n} 条`,
    facts: (run) => `评估日期 ${run.asOf}${run.channel ? ` · 渠道 ${run.channel}` : ""} · ${run.pack.name} ${run.pack.version} (${run.pack.hash})`,
    foot: (run) => `tidewaiter ${run.version}。规则是对法规及其来源的解读,不构成法律意见。`,
    cell: (market, state, n) => `${market}:${state}${n ? `,${n}` : ""}`,
    rows: (input) => `${input.file}:${input.format || "?"},${input.records} 件商品${input.unread ? `,${input.unread} 未读取` : ""}`,
  },
};

function listings(n) {
  return `${n} listing${n === 1 ? "" : "s"}`;
}

/** What the reader chose: language (0 English, 1 Chinese) and colours. */
const view = { language: 0, theme: "light" };

/** A word of the page in the reader's language. */
function word(key) {
  return (view.language ? WORDS.zh : WORDS.en)[key];
}

/** An element with a class, text and attributes. Text never becomes markup. */
function make(tag, className, text, attributes) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  return element;
}

/** Foreign text in a direction of its own. */
function foreign(text, tag) {
  return make(tag || "bdi", "", text);
}
