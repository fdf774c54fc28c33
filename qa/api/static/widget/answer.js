// An answer as elements: the sentence with its numbered citations, the sources, choices, follow-ups.

import { element } from "./dom.js";

const SHOWN = 3; // sources shown at once; the rest unfolds
const LONGEST = 200; // characters of a quotation that are shown; its link shows it wholly

const CITED = /(?:\[\d{1,3}\])+$/; // as the service ends its sentence; a [1] within it is the document's own
const BADGES = { unclear: "请选择", not_found: "文件未载", out_of_scope: "超出范围" };
const METHODS = { graph: "依据：图谱", passage: "依据：原文段落" };

// `onAsk(question)` is called when a choice or a follow-up is pressed.
export function answerView(answer, onAsk) {
  const badge = BADGES[answer.status];
  return element(
    "div",
    { className: `answer ${answer.status}` },
    badge ? element("span", { className: "badge", textContent: badge }) : null,
    sentence(answer),
    unfolded(answer),
    buttons("choices", answer.choices.map(({ label, question }) => [label, question]), onAsk),
    sources(answer.evidence),
    meta(answer),
    answer.status === "unclear" ? null : buttons("follow", answer.suggestions.map((text) => [text, text]), onAsk, "可以接着问"),
  );
}

function link(evidence, ...children) {
  const href = `documents/${encodeURIComponent(evidence.document)}?start=${evidence.start}&end=${evidence.end}#mark`;
  return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function sentence(answer) {
  const cited = CITED.exec(answer.answer);
  const text = cited ? answer.answer.slice(0, cited.index) : answer.answer;
  const numbers = cited ? cited[0].match(/\d+/g).map(Number) : [];
  const links = numbers
    .filter((n) => answer.evidence[n - 1])
    .map((n) => {
      const made = link(answer.evidence[n - 1], `[${n}]`);
      made.className = "cite";
      made.setAttribute("aria-label", `出处 ${n}，在新标签页打开原文`);
      return made;
    });
  return element("p", { className: "text" }, text, ...links);
}

// All values, where the sentence names only some of them.
function unfolded(answer) {
  if (answer.kind !== "entities" || answer.values.every(({ label }) => answer.answer.includes(label))) return null;
  const items = answer.values.map(({ label }) => element("li", { textContent: label }));
  return details(`全部 ${items.length} 项`, element("ul", {}, ...items));
}

function sources(evidence) {
  if (!evidence.length) return null;
  const items = evidence.map(source);
  const rest = items.splice(SHOWN);
  return element(
    "div",
    { className: "sources" },
    element("h2", { textContent: "出处" }),
    element("ul", {}, ...items),
    rest.length ? details(`另有 ${rest.length} 处`, element("ul", {}, ...rest)) : null,
  );
}

function source(evidence) {
  const where = `[${evidence.n}] 《${evidence.title}》${evidence.section}`;
  const long = evidence.text.length > LONGEST;
  const quoted = long ? `${Array.from(evidence.text).slice(0, LONGEST).join("")}……` : evidence.text;
  return element("li", {}, link(evidence, where), element("blockquote", { textContent: quoted }));
}

function meta(answer) {
  const parts = [answer.reading && `理解：${answer.reading}`, METHODS[answer.method]].filter(Boolean);
  return parts.length ? element("p", { className: "meta", textContent: parts.join(" · ") }) : null;
}

function buttons(className, offered, onAsk, heading) {
  if (!offered.length) return null;
  const made = offered.map(([label, question]) =>
    element("button", { type: "button", textContent: label, onclick: () => onAsk(question) }),
  );
  return element("div", { className }, heading ? element("h2", { textContent: heading }) : null, ...made);
}

export function details(summary, ...children) {
  return element("details", {}, element("summary", { textContent: summary }), ...children);
}
