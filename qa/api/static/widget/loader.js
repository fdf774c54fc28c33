// One script tag puts the chat into any page: a round button and, once it is pressed, a panel with our own page in a frame.
// Everything lives in a shadow tree, so that styles of the two pages never meet; the host page's globals stay as they were.
(() => {
  "use strict";

  const TAG = "kgqa-widget";
  const GRACE = 1000; // ms from the frame's load event to its first word; a refused frame loads, too, but never speaks
  const PATIENCE = 20000; // ms until a frame that does not load is given up
  const script = document.currentScript;
  if (!script || !script.src || document.querySelector(TAG)) return;

  const given = script.dataset;
  const title = given.title || "政策问答";
  const address = new URL("widget", script.src);
  address.hash = new URLSearchParams({ title, document: given.document || "" }).toString();

  const STYLE = `
    :host { all: initial !important; position: fixed !important; z-index: 2147483000 !important; color-scheme: light dark !important;
      --accent: #1a5fb4; --on: #fff; --back: #fff; --text: #1a1a1a; --line: #d0d7de;
      font: 15px/1.7 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif !important; }
    button { font: inherit; cursor: pointer; }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    .launch { position: fixed; bottom: 24px; width: 56px; height: 56px; padding: 14px; border: 0; border-radius: 50%;
      color: var(--on); background: var(--accent); box-shadow: 0 4px 14px rgba(0, 0, 0, .3); }
    .launch svg { display: block; width: 28px; height: 28px; fill: currentColor; }
    .panel { position: fixed; bottom: 96px; width: 400px; height: 640px; max-height: calc(100vh - 120px); overflow: hidden;
      background: var(--back); color: var(--text); border: 1px solid var(--line); border-radius: 12px;
      box-shadow: 0 8px 32px rgba(0, 0, 0, .25); }
    .right { right: 24px; } .left { left: 24px; }
    .panel[hidden], .note[hidden], .silent { display: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .note { position: absolute; top: 0; right: 0; bottom: 0; left: 0; padding: 25% 32px 0; text-align: center; background: var(--back); }
    .note button { margin: 8px 4px; padding: 4px 16px; color: var(--text); background: none; border: 1px solid var(--line); border-radius: 6px; }
    @media (max-width: 600px) {
      .panel { top: 0; right: 0; bottom: 0; left: 0; width: 100%; height: 100%; max-height: none; border: 0; border-radius: 0; }
      .panel:not([hidden]) + .launch { display: none; }
    }
    @media (prefers-color-scheme: dark) {
      :host { --accent: #78aeed; --on: #10202f; --back: #1e1f22; --text: #e6e6e6; --line: #44474d; }
    }
    @media print { :host { display: none !important; } }`;

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function icon() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-9l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 5v2h10V8zm0 4v2h7v-2z");
    svg.append(path);
    return svg;
  }

  const host = document.createElement(TAG);
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // not a style element: the host page's Content-Security-Policy need not allow inline styles
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const side = given.position === "left" ? "left" : "right";
  const words = element("p", { textContent: "正在打开……" });
  const again = element("button", { type: "button", textContent: "重试", onclick: load });
  const leave = element("button", { type: "button", textContent: "关闭", onclick: close });
  const note = element("div", { className: "note" }, words, again, leave);
  const panel = element("div", { className: `panel ${side}`, hidden: true, id: "panel" }, note);
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", title);
  const launch = element("button", { type: "button", className: `launch ${side}`, title, onclick: toggle }, icon());
  launch.setAttribute("aria-label", title);
  launch.setAttribute("aria-haspopup", "dialog");
  launch.setAttribute("aria-expanded", "false");
  launch.setAttribute("aria-controls", panel.id);
  root.append(panel, launch);

  let frame = null;
  let ready = false;
  let timer = 0;

  function load() {
    if (frame) frame.remove();
    ready = false;
    words.textContent = "正在打开……";
    note.hidden = false;
    again.hidden = true;
    frame = element("iframe", { title, className: "silent", referrerPolicy: "no-referrer", src: address.href });
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox");
    frame.addEventListener("load", () => giveUpAfter(GRACE));
    giveUpAfter(PATIENCE);
    panel.append(frame);
  }

  function giveUpAfter(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (ready) return;
      words.textContent = "打不开问答服务：网络不通，或者它没有获准嵌入本站。请重试，仍不行请联系管理员。";
      again.hidden = false;
    }, milliseconds);
  }

  function open() {
    panel.hidden = false;
    launch.setAttribute("aria-expanded", "true");
    if (!frame) load();
    if (ready) focusFrame();
    else leave.focus();
  }

  function close() {
    panel.hidden = true;
    launch.setAttribute("aria-expanded", "false");
    launch.focus();
  }

  function toggle() {
    if (panel.hidden) open();
    else close();
  }

  function focusFrame() {
    frame.focus();
    frame.contentWindow.postMessage({ kgqa: "focus" }, address.origin);
  }

  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== address.origin || !event.data) return;
    if (event.data.kgqa === "close") close();
    if (event.data.kgqa === "ready") {
      ready = true;
      clearTimeout(timer);
      note.hidden = true;
      frame.classList.remove("silent");
      if (!panel.hidden) focusFrame();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !panel.hidden) close();
  });

  if (document.body) document.body.append(host);
  else document.addEventListener("DOMContentLoaded", () => document.body.append(host));
})();
