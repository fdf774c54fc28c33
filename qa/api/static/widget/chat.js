// The chat's page: alone in a tab, or in the frame that loader.js puts into another page.

import { answerView, details } from "./answer.js";
import { element } from "./dom.js";
import { Memory } from "./memory.js";
import { ask, Failed, Stopped } from "./service.js";

const [log, form, question, send, stop, fresh, close, status, welcome, offline, title] = [
  "log", "form", "question", "send", "stop", "fresh", "close", "status", "welcome", "offline", "title",
].map((id) => document.getElementById(id));

const MARGIN = 12; // pixels above the turn that is scrolled to
const framed = window.parent !== window;
const given = new URLSearchParams(location.hash.slice(1));
const only = given.get("document") || "";
const memory = new Memory(only);
let running = null; // the AbortController of the question being answered

function tellHost(word) {
  if (framed) window.parent.postMessage({ kgqa: word }, "*"); // says nothing but that word
}

function addTurn(text) {
  welcome.hidden = true;
  fresh.hidden = false;
  const reply = element("div", { className: "reply" });
  const turn = element("article", { className: "turn" }, element("p", { className: "question", textContent: text }), reply);
  log.append(turn);
  return { turn, reply };
}

function show({ turn, reply }, { answer, steps }) {
  const done = steps.map((text) => element("li", { textContent: text }));
  const how = done.length ? details(`查找过程（${done.length} 步）`, element("ol", {}, ...done)) : null;
  reply.replaceChildren(...[answerView(answer, put), how].filter(Boolean));
  log.scrollTop = turn.offsetTop - MARGIN;
}

function setRunning(control) {
  running = control;
  send.hidden = Boolean(control);
  stop.hidden = !control;
}

// Asks; a second question waits until the first is answered or stopped.
async function put(text) {
  if (running || !text.trim()) return;
  const control = new AbortController();
  const shown = addTurn(text);
  const steps = [];
  const live = element("ol", { className: "steps" });
  shown.reply.append(element("p", { className: "busy", textContent: "正在查找……" }), live);
  log.scrollTop = shown.turn.offsetTop - MARGIN;
  status.textContent = "正在查找";
  setRunning(control);
  try {
    const onStep = ({ detail }) => {
      steps.push(detail);
      live.append(element("li", { textContent: detail }));
    };
    const answer = await ask({ question: text, session: memory.session, only, signal: control.signal, onStep });
    if (running !== control) return; // the conversation was begun anew meanwhile
    memory.add({ question: text, answer, steps });
    show(shown, { answer, steps });
    status.textContent = answer.answer;
  } catch (error) {
    if (running === control) fail(shown, text, error);
  } finally {
    if (running === control) setRunning(null);
  }
  if (!window.matchMedia("(pointer: coarse)").matches) question.focus();
}

function fail({ turn, reply }, text, error) {
  const said = error instanceof Failed ? error.message : error instanceof Stopped ? "已停止。" : "网页出错了。请重试。";
  const again = () => {
    if (running) return;
    turn.remove();
    put(text);
  };
  const retry = element("button", { type: "button", textContent: "重试", onclick: again });
  reply.replaceChildren(element("div", { className: "failed" }, element("p", { textContent: said }), retry));
  status.textContent = said;
}

function grow() {
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight + 2}px`;
}

function submit(event) {
  event.preventDefault();
  if (running || !question.value.trim()) return;
  const text = question.value.trim();
  question.value = "";
  grow();
  put(text);
}

function begin() {
  if (running) running.abort();
  setRunning(null);
  memory.clear();
  log.querySelectorAll(".turn").forEach((turn) => turn.remove());
  welcome.hidden = false;
  fresh.hidden = true;
  status.textContent = "已开始新对话";
  question.focus();
}

function keepFocus(event) {
  const all = document.querySelectorAll("a[href], button, textarea, summary, [tabindex='0']");
  const stops = [...all].filter((one) => one.offsetParent !== null);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const leaving = event.shiftKey ? first : last;
  if (document.activeElement !== leaving && document.activeElement !== document.body) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

form.addEventListener("submit", submit);
question.addEventListener("input", grow);
question.addEventListener("keydown", (event) => {
  // while an input method is composing, Enter picks a word
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
});
stop.addEventListener("click", () => running && running.abort());
fresh.addEventListener("click", begin);
close.addEventListener("click", () => tellHost("close"));
document.addEventListener("keydown", (event) => {
  if (!framed || event.isComposing) return;
  if (event.key === "Escape") tellHost("close");
  if (event.key === "Tab") keepFocus(event);
});
for (const change of ["online", "offline"]) {
  window.addEventListener(change, () => {
    offline.hidden = navigator.onLine;
  });
}
window.addEventListener("message", (event) => {
  if (framed && event.source === window.parent && event.data && event.data.kgqa === "focus") question.focus();
});

title.textContent = document.title = given.get("title") || title.textContent;
close.hidden = !framed;
offline.hidden = navigator.onLine;
try {
  for (const kept of memory.turns) show(addTurn(kept.question), kept);
} catch {
  begin(); // kept by another version of this page
}
tellHost("ready");
