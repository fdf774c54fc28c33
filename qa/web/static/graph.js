// What the graph page needs of the browser: colours of the page's look, the picture as a file, keys of the search.
window.kgqaGraph = {
  colour: (name) => getComputedStyle(document.body).getPropertyValue(name).trim(),
  type: () => ({ fontFamily: getComputedStyle(document.body).fontFamily }),
  labels: (label) => ({ hideOverlap: label.dataType !== "edge" }),
  zoom: (nodes) => Math.min(1, innerWidth / 650) * Math.min(1, Math.sqrt(50 / nodes)),
  save(id, name) {
    const chart = getElement(id).chart;
    const url = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: this.colour("--surface") });
    const link = Object.assign(document.createElement("a"), { href: url, download: `${name.replace(/[\\/:*?"<>|]/g, "_")}.png` });
    link.click();
  },
  place(id, index) {
    // where a node is drawn, from the left and top of the window
    const chart = getElement(id).chart;
    const node = chart.getModel().getSeriesByIndex(0).getData().getItemGraphicEl(index);
    const [x, y] = node.transformCoordToGlobal(0, 0);
    const box = chart.getDom().getBoundingClientRect();
    return { x: box.x + x, y: box.y + y };
  },
};
document.addEventListener("DOMContentLoaded", () =>
  new MutationObserver(([change]) => {
    const was = /body--dark/.test(change.oldValue ?? "");
    if (document.body.classList.contains("body--dark") !== was) window.emitEvent?.("kgqa_look");
  }).observe(document.body, { attributes: true, attributeFilter: ["class"], attributeOldValue: true })
);
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".finder");
  if (!box || event.isComposing) return;
  const input = box.querySelector("input");
  const links = [...box.querySelectorAll(".finder-found a")];
  const at = links.indexOf(document.activeElement);
  const go = (to) => (event.preventDefault(), to?.focus());
  if (event.key === "ArrowDown" && links.length) go(links[Math.min(at + 1, links.length - 1)]);
  else if (event.key === "ArrowUp" && at >= 0) go(at ? links[at - 1] : input);
  else if (event.key === "Escape" && at >= 0) go(input);
  else if (event.key === "Enter" && event.target === input && links.length) (event.preventDefault(), links[0].click());
});
