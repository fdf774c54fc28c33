// The page of a document: goes to the quoted characters, follows the reader in the outline, switches marks, quotes what is selected.
// Everything is delegated to the document: the page's parts come and go with the framework.
"use strict";
(() => {
  const OFF = "kgqa_marks_off"; // classes whose marks the reader has switched off
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(OFF));
      return new Set(Array.isArray(found) ? found : []);
    } catch {
      return new Set();
    }
  }

  function showMarks(off) {
    for (const mark of all("#text .named")) mark.classList.toggle("off", off.has(mark.dataset.class));
    for (const button of all(".legend [data-class]")) button.setAttribute("aria-pressed", String(!off.has(button.dataset.class)));
    const every = find(".legend .every");
    if (every) every.textContent = all('.legend [data-class][aria-pressed="true"]').length ? "全部关闭" : "全部打开";
  }

  function switchMarks(names, on) {
    const off = kept();
    for (const name of names) on ? off.delete(name) : off.add(name);
    try {
      localStorage.setItem(OFF, JSON.stringify([...off]));
    } catch {
      // a browser that keeps nothing: until the page is left
    }
    showMarks(off);
  }

  // --- where the reader is ---------------------------------------------------------------------

  function goTo(hash) {
    const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (target && find("#text").contains(target)) target.scrollIntoView({ block: target.id === "mark" ? "center" : "start" });
  }

  let headings = [];
  let waiting = false;

  function follow() {
    waiting = false;
    const line = 160; // px from the top: what is above has been begun
    let here = null;
    for (const heading of headings) {
      if (heading.target.getBoundingClientRect().top > line) break;
      here = heading;
    }
    for (const { link } of headings) {
      if (here && link === here.link) {
        if (link.getAttribute("aria-current")) return;
        link.setAttribute("aria-current", "location");
        const box = find(".outline");
        const [place, frame] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
        if (place.top < frame.top || place.bottom > frame.bottom) box.scrollTop += place.top - frame.top - frame.height / 2;
      } else {
        link.removeAttribute("aria-current");
      }
    }
  }

  function drawer(open) {
    find(".reader").classList.toggle("open", open);
    find(".to-outline")?.setAttribute("aria-expanded", String(open));
    if (open) find(".outline a")?.focus();
  }

  // --- quoting ---------------------------------------------------------------------------------

  const points = (text) => [...text].length; // offsets count code points, the browser counts UTF-16

  // The characters of the stored text that are selected: [start, end, text], null when there are none.
  function selected() {
    const selection = getSelection();
    const root = find("#text");
    if (!root || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0).cloneRange();
    if (!range.intersectsNode(root)) return null;
    const whole = document.createRange();
    whole.selectNodeContents(root);
    if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(whole.startContainer, whole.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(whole.endContainer, whole.endOffset);
    const text = range.toString();
    const inner = text.trim();
    if (!inner) return null;
    whole.setEnd(range.startContainer, range.startOffset);
    const start = points(whole.toString()) + points(text.slice(0, text.indexOf(inner)));
    return [start, start + points(inner), inner];
  }

  let chosen = null;

  function offer() {
    chosen = selected();
    const button = find(".quote-here");
    if (button) button.hidden = !chosen;
  }

  function quote() {
    if (!chosen) return;
    const [start, end, text] = chosen;
    const address = `${location.origin}${location.pathname}?start=${start}&end=${end}#mark`;
    find("#quotation").textContent = text;
    find("#quotation-link").value = address;
    find("#quotation-done").textContent = "";
    find("#quote").showModal();
  }

  async function copy(text) {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea"); // plain http on an intranet
    field.value = text;
    find("#quote").append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("not copied");
  }

  function copied(which) {
    const link = find("#quotation-link").value;
    const words = which === "link" ? link : `“${find("#quotation").textContent}”\n——《${find("#quote").dataset.title}》\n${link}`;
    const said = find("#quotation-done");
    copy(words).then(
      () => (said.textContent = "已复制"),
      () => (said.textContent = "浏览器不让复制，请选中后按 Ctrl+C"),
    );
  }

  // --- what people do --------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    const name = on(".legend [data-class]");
    if (name) switchMarks([name.dataset.class], name.getAttribute("aria-pressed") !== "true");
    else if (on(".legend .every")) {
      const names = all(".legend [data-class]").map((button) => button.dataset.class);
      switchMarks(names, !all('.legend [data-class][aria-pressed="true"]').length);
    } else if (on(".as-stored")) {
      const raw = find("#text").classList.toggle("raw");
      on(".as-stored").setAttribute("aria-pressed", String(raw));
    } else if (on(".to-outline")) drawer(!find(".reader").classList.contains("open"));
    else if (on(".outline a") || on(".drawer-close") || on(".veil")) drawer(false);
    else if (on(".quote-here")) quote();
    else if (on("[data-copy]")) copied(on("[data-copy]").dataset.copy);
    else if (on(".quote-close")) find("#quote").close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && find(".reader.open")) {
      drawer(false);
      find(".to-outline").focus();
    }
  });
  document.addEventListener("selectionchange", () => find("#quote")?.open || offer());
  document.addEventListener("mousedown", (event) => event.target.closest?.(".quote-here") && event.preventDefault()); // keep the selection
  document.addEventListener(
    "scroll",
    () => {
      if (!waiting) requestAnimationFrame(follow);
      waiting = true;
    },
    { passive: true },
  );
  addEventListener("hashchange", () => goTo(location.hash));

  function begin() {
    showMarks(kept());
    headings = all(".outline a")
      .map((link) => ({ link, target: document.getElementById(link.getAttribute("href").slice(1)) }))
      .filter(({ target }) => target);
    history.scrollRestoration = location.hash ? "manual" : "auto";
    const land = () => goTo(location.hash || (find("#mark") ? "#mark" : ""));
    land();
    if (document.readyState !== "complete") addEventListener("load", land, { once: true }); // fonts and styles move the text
    follow();
  }

  const watch = new MutationObserver(() => {
    if (!find("#text")?.firstChild) return;
    watch.disconnect();
    begin();
  });
  watch.observe(document, { childList: true, subtree: true });
})();
