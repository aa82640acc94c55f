// Keys for Today. Each presses what stands on the page: without this file nothing is missing.
(() => {
  "use strict";
  const ROW = "ul.rows > li";
  const OFF = "candor.keys.off";
  const PLACE = "candor.row";
  const help = document.getElementById("keys");
  const all = () => [...document.querySelectorAll(ROW)];
  if (!help || all().length === 0) return;

  const choice = help.querySelector("input");
  let last = Number(sessionStorage.getItem(PLACE) ?? -1);
  sessionStorage.removeItem(PLACE);
  help.hidden = false;
  choice.checked = !localStorage.getItem(OFF);
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });

  const here = () => document.activeElement?.closest(ROW);
  const row = () => here() ?? all()[last];

  const stand = (number) => {
    const rows = all();
    last = Math.max(0, Math.min(number, rows.length - 1));
    rows[last].tabIndex = -1;
    rows[last].focus();
  };

  const go = (steps) => {
    const from = here() ? all().indexOf(here()) : last;
    stand(from + steps);
  };

  const update = (one) => {
    const form = one.querySelector("details.in-place");
    if (!form) return (one.querySelector("[name=update]") ?? one.querySelector(".actions a"))?.click();
    form.open = true;
    form.querySelector("textarea").focus();
  };

  const close = () => {
    const form = here()?.querySelector("details.in-place[open]");
    if (form) form.open = false;
    if (here()) stand(all().indexOf(here()));
  };

  const ask = () => {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
    else stand(last);
  };

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    u: () => row() && update(row()),
    n: () => row()?.querySelector("[name=longer]")?.click(),
    x: () => row()?.querySelector("[name=pick]")?.click(),
    "?": ask,
  };

  const isTyping = (target) =>
    target.matches("textarea, select, [contenteditable], input:not([type=checkbox])");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return close();
    if (!choice.checked || isTyping(event.target)) return;
    if (event.key === "Enter" && event.target.matches(ROW)) {
      event.target.querySelector("a")?.click();
    } else if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  // Whoever comes back goes on where they were: the row that was next stands in that place by then.
  document.addEventListener("submit", (event) => {
    const one = (event.submitter ?? event.target).closest(ROW);
    if (one) sessionStorage.setItem(PLACE, String(all().indexOf(one) - 1));
  });
})();
