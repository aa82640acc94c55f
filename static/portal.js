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
    const form = one.querySelector("details.in-place:not(.longer)");
    if (!form) return (one.querySelector("[name=update]") ?? one.querySelector(".actions a"))?.click();
    form.open = true;
    form.querySelector("textarea").focus();
  };

  const longer = (one) => {
    const form = one.querySelector("details.longer");
    if (!form) return one.querySelector("[name=longer]")?.click();
    form.open = true;
    form.querySelector("select").focus();
  };

  const close = () => {
    for (const form of here()?.querySelectorAll("details.in-place[open]") ?? []) form.open = false;
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
    u: () => here() && update(here()),
    n: () => here() && longer(here()),
    x: () => here()?.querySelector("[name=pick]")?.click(),
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

// The list of candidates, as one types. The page that the button would open is fetched, and what it
// found takes the place of what stands here: without this file the button does it.
(() => {
  "use strict";
  const WAIT = 250;
  const PARTS = ["count", "found"];
  const form = document.querySelector("form.filters");
  const field = form?.querySelector("[name=q]");
  if (!field || !document.getElementById("found")) return;

  let soon;
  let asking;

  const address = () => {
    const asked = [...new FormData(form)].filter(([, value]) => value !== "");
    const words = new URLSearchParams(asked).toString();
    return words ? `${form.action}?${words}` : form.action;
  };

  // Whoever has gone on to a row stays there where it is found again, and else goes back to typing.
  const same = (one) =>
    one.id ? `#${CSS.escape(one.id)}`
      : one.getAttribute("href") ? `a[href="${CSS.escape(one.getAttribute("href"))}"]`
      : one.name ? `[name="${CSS.escape(one.name)}"][value="${CSS.escape(one.value)}"]`
      : null;

  const put = (page) => {
    const found = document.getElementById("found");
    const one = found.contains(document.activeElement) ? document.activeElement : null;
    for (const id of PARTS) {
      document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
    }
    if (one) (same(one) && found.querySelector(same(one)) || field).focus();
  };

  const search = async () => {
    asking?.abort();
    asking = new AbortController();
    const wanted = address();
    try {
      const answer = await fetch(wanted, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.getElementById("found")) return; // the button says what is wrong
      put(page);
      history.replaceState(null, "", wanted);
    } catch {
      // somebody typed on, or the network is away: the button is still there
    }
  };

  const searchSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(search, WAIT);
  };

  field.addEventListener("input", searchSoon);
  form.addEventListener("submit", () => clearTimeout(soon));
  if (field.value !== field.defaultValue) searchSoon(); // somebody was quicker than this file
})();
