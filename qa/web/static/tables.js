// What tables do without the service: a row opens in its place, a turned page begins at its top.
"use strict";
(() => {
  const open = (button) => {
    const more = document.getElementById(button.getAttribute("aria-controls"));
    const shut = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!shut));
    button.closest("tr").classList.toggle("is-open", !shut);
    more.hidden = shut;
  };
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".grid tr.seen");
    if (!row || event.target.closest("a") || String(getSelection())) return;
    const button = row.querySelector(".opener");
    if (button) open(button);
  });
  globalThis.kgqaTables = {
    top: () => {
      const table = document.querySelector(".grid");
      table.tabIndex = -1;
      table.focus({ preventScroll: true });
      document.querySelector(".bar").scrollIntoView({ block: "start" });
    },
  };
})();
