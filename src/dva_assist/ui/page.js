// Clicks on links of the page, the theme, and a few keys. It holds nothing but what is on the screen.
(() => {
  const page = (window.dvaAssist = { follow: null, from: null, since: null });
  const PANELS = { ask: "ask-source", quiz: "quiz-source", exam: "exam-source", review: "review-source" };
  const THEME = "dva-assist-theme";

  // A theme chosen by hand is kept; Gradio follows the system otherwise.
  const chosen = localStorage.getItem(THEME);
  if (chosen) document.body.classList.toggle("dark", chosen === "dark");

  // Keys without a modifier get in the way of those who speak to their computer, so they can be switched off.
  const NO_KEYS = "dva-assist-no-keys";
  page.hasKeys = () => localStorage.getItem(NO_KEYS) === null;
  const showKeys = () => {
    const on = page.hasKeys();
    for (const box of document.querySelectorAll("[data-keys]")) box.checked = on;
  };
  document.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches("[data-keys]")) return;
    if (event.target.checked) localStorage.removeItem(NO_KEYS);
    else localStorage.setItem(NO_KEYS, "yes");
    showKeys();
  });

  const visible = (id) => {
    const element = document.getElementById(id);
    return element !== null && element.offsetParent !== null;
  };
  const currentTab = () => ["quiz", "exam", "review", "notes"].find((tab) => visible(`tab-${tab}`)) || "ask";
  const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  const stacked = () => matchMedia("(max-width: 899px)").matches;

  const showSource = (article) => {
    const mark = article.querySelector("mark");
    const raw = article.querySelector(".raw");
    article.hidden = false;
    article.querySelector("h2").focus({ preventScroll: true });
    if (mark) raw.scrollTop = mark.offsetTop - raw.offsetTop - raw.clientHeight / 3;
    if (stacked()) article.scrollIntoView({ behavior: calm(), block: "start" });
    else article.closest("#ask-panel, #quiz-panel, #exam-panel, #review-panel").scrollTo({ top: 0, behavior: calm() });
  };

  const showSection = (reading, link) => {
    const section = Array.from(reading.querySelectorAll("section")).find((s) => s.dataset.link === link);
    reading.querySelectorAll("section.here").forEach((s) => s.classList.remove("here"));
    document.querySelectorAll("#tree a").forEach((a) => {
      a.removeAttribute("aria-current");
      if (a.getAttribute("href") !== link) return;
      a.setAttribute("aria-current", "true");
      const details = a.closest("details");
      if (details) details.open = true;
      if (!stacked()) a.scrollIntoView({ behavior: "auto", block: "nearest" });
    });
    if (!section) return;
    section.classList.add("here");
    reading.focus({ preventScroll: true });
    section.scrollIntoView({ behavior: "auto", block: "start" });
  };

  // How long a model has been at work, for as long as the status says that it is.
  const countSeconds = () => {
    const place = document.querySelector("[data-seconds]");
    page.since = place ? page.since || Date.now() : null;
    const seconds = place ? Math.floor((Date.now() - page.since) / 1000) : 0;
    const text = seconds ? `${seconds} s` : "";
    if (place && place.textContent !== text) place.textContent = text;
  };
  setInterval(countSeconds, 500);

  // Gradio's accordions do not say whether they are open.
  const tellOpen = () => {
    for (const button of document.querySelectorAll(".gr-accordion > .label-wrap")) {
      const open = String(button.classList.contains("open"));
      if (button.getAttribute("aria-expanded") !== open) button.setAttribute("aria-expanded", open);
    }
  };

  // What the server sends arrives in these two kinds of element; then it is brought into view.
  new MutationObserver(() => {
    countSeconds();
    tellOpen();
    showKeys();
    for (const id of Object.values(PANELS)) {
      const article = document.querySelector(`#${id} article.source`);
      if (article && page.waiting === article.dataset.link) {
        page.waiting = null;
        showSource(article);
      }
    }
    const reading = document.querySelector("#reading article.reading");
    if (reading && page.waiting === reading.dataset.at && reading.offsetParent) {
      page.waiting = null;
      showSection(reading, reading.dataset.at);
    }
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true });

  const open = (anchor, link) => {
    const tab = currentTab();
    const cites = link.startsWith("#cite/");
    if (cites) page.from = anchor;
    const there = cites && document.querySelector(`#${PANELS[tab] || PANELS.ask} article.source`);
    if (there && there.dataset.link === link) return showSource(there);
    const reading = !cites && document.querySelector("#reading article.reading");
    if (reading && visible("reading") && Array.from(reading.children).some((s) => s.dataset.link === link)) {
      return showSection(reading, link);
    }
    page.waiting = link;
    if (page.follow) page.follow(link, tab);
  };

  const backToAnswer = () => {
    if (page.from && page.from.isConnected) {
      page.from.focus({ preventScroll: true });
      page.from.scrollIntoView({ behavior: calm(), block: "center" });
    }
  };

  const toggleTheme = () => {
    const dark = document.body.classList.toggle("dark");
    localStorage.setItem(THEME, dark ? "dark" : "light");
  };

  document.addEventListener(
    "click",
    (event) => {
      const element = event.target instanceof Element ? event.target : null;
      if (!element) return;
      const anchor = element.closest('a[href^="#cite/"], a[href^="#note/"], a[href^="#drill/"]');
      if (anchor) {
        event.preventDefault();
        open(anchor, anchor.getAttribute("href"));
      } else if (element.closest("#model-settings > .label-wrap:not(.open)")) {
        const settings = element.closest("#model-settings");
        setTimeout(() => settings.scrollIntoView({ behavior: calm(), block: "nearest" }), 60); // once it has opened
      } else if (element.closest("[data-theme-toggle]")) {
        toggleTheme();
      } else if (element.closest("[data-back]")) {
        backToAnswer();
      } else if (element.closest("[data-close]")) {
        element.closest("article").hidden = true;
        backToAnswer();
      }
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const source = event.target.closest("article.source");
    if (event.key === "Escape" && source) {
      source.hidden = true;
      backToAnswer();
      return;
    }
  });
})();
