// What the graph page needs of the browser: colours of the page's look, the picture as a file, keys of the search.
window.kgqaGraph = {
  colour: (name) => getComputedStyle(document.body).getPropertyValue(name).trim(),
  type: () => ({ fontFamily: getComputedStyle(document.body).fontFamily }),
  fit(id, nodes) {
    // once all nodes have their places: the whole picture into its frame
    const chart = getElement(id)?.chart;
    const series = chart?.getModel()?.getSeriesByIndex(0);
    if (series?.getData().count() !== nodes) return document.getElementById(`c${id}`) && setTimeout(() => this.fit(id, nodes), 40);
    const data = series.getData();
    const places = data.mapArray((n) => series.coordinateSystem.dataToPoint(data.getItemLayout(n)));
    const [left, right] = [Math.min, Math.max].map((of) => of(...places.map(([x]) => x)));
    const [top, bottom] = [Math.min, Math.max].map((of) => of(...places.map(([, y]) => y)));
    const [width, height] = [chart.getWidth(), chart.getHeight()];
    const zoom = Math.min(1.3, (width - Math.min(150, width / 4)) / (right - left || 1), (height - 80) / (bottom - top || 1));
    const middle = [(left + right) / 2, (top + bottom) / 2];
    const roam = (how) => chart.dispatchAction({ type: "graphRoam", seriesIndex: 0, ...how });
    roam({ zoom, originX: middle[0], originY: middle[1] });
    roam({ dx: width / 2 - middle[0], dy: height / 2 - middle[1] });
    chart.getDom().dataset.fitted = nodes;
  },
  save(id, name) {
    const chart = getElement(id).chart;
    chart.dispatchAction({ type: "downplay", seriesIndex: 0 });
    chart.getZr().flush();
    const url = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: this.colour("--surface") });
    const link = Object.assign(document.createElement("a"), { href: url, download: `${name.replace(/[\\/:*?"<>|]/g, "_")}.png` });
    link.click();
  },
  place(id, index) {
    // where a node is drawn, from the left and top of the window
    const chart = getElement(id).chart;
    const series = chart.getModel().getSeriesByIndex(0);
    const [x, y] = series.coordinateSystem.dataToPoint(series.getData().getItemLayout(index));
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
