// The small movements of the page of questions: citations light up their cards, cards open, text is copied, an answer is printed.
(() => {
  "use strict";
  const SAID = 1800; // ms that “已复制” stays

  function cards(cite) {
    return cite.closest(".turn").querySelectorAll(`[data-n="${cite.dataset.cite}"]`);
  }

  function light(cite, on) {
    cards(cite).forEach((card) => card.classList.toggle("near", on));
  }

  function open(cite) {
    const turn = cite.closest(".turn");
    turn.querySelectorAll(".evidence.lit").forEach((card) => card.classList.remove("lit"));
    for (const card of cards(cite)) {
      if (!card.offsetParent) card.closest(".evidences").classList.add("unfolded");
      card.classList.add("lit");
      card.scrollIntoView({ block: "nearest", behavior: "smooth" });
      card.querySelector("a").focus({ preventScroll: true });
    }
  }

  // navigator.clipboard is there under https and on localhost only; intranets often have neither
  async function copy(text) {
    if (window.isSecureContext && navigator.clipboard) return navigator.clipboard.writeText(text);
    const held = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    held.style.position = "fixed";
    held.style.opacity = "0";
    document.body.append(held);
    held.select();
    const done = document.execCommand("copy");
    held.remove();
    if (!done) throw new Error("copying is not allowed");
  }

  async function copied(button) {
    const from = button.dataset.copyFrom && button.closest(button.dataset.copyFrom).querySelector("pre");
    const label = button.querySelector("[data-said]") || button;
    const before = (label.dataset.said ||= label.textContent);
    try {
      await copy(from ? from.textContent : button.dataset.copy);
      label.textContent = "已复制";
    } catch {
      label.textContent = "复制不了，请选中后复制";
    }
    setTimeout(() => (label.textContent = before), SAID);
  }

  function print(turn) {
    document.body.classList.add("printing-one");
    turn.classList.add("printed");
    window.addEventListener("afterprint", () => {
      document.body.classList.remove("printing-one");
      turn.classList.remove("printed");
    }, { once: true });
    window.print();
  }

  // on paper nothing can be unfolded, and it should say of when it is
  window.addEventListener("beforeprint", () => {
    for (const more of document.querySelectorAll(".turn details.more")) more.open = true;
    for (const now of document.querySelectorAll("[data-now]")) now.textContent = new Date().toLocaleString("zh-CN");
  });

  // the address and title of the page follow what was asked last
  window.kgqaAsk = {
    at(address, title) {
      history.replaceState(null, "", address);
      document.title = [title, "政策问答"].filter(Boolean).join(" · ");
    },
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const button = target.closest("button");
    if (button && button.dataset.cite) open(button);
    else if (button && (button.dataset.copy || button.dataset.copyFrom)) copied(button);
    else if (button && button.dataset.act === "print") print(button.closest(".turn"));
    else if (button && button.dataset.act === "unfold") button.closest(".evidences").classList.add("unfolded");
    else if (!target.closest("a, button") && !String(getSelection())) target.closest(".evidence")?.querySelector("a").click();
  });
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      const cite = event.target instanceof Element && event.target.closest("[data-cite]");
      if (cite) light(cite, on);
    });
  }
  // a new turn comes to the top; what is answered then grows below it
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node instanceof Element && node.matches(".turn")) node.scrollIntoView({ block: "start", behavior: "smooth" });
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
