// Reviews: clicks in the list of cards, and the keys for how hard a card was and for taking a reply back.
(() => {
  const page = window.dvaAssist;
  const byId = (id) => document.getElementById(id);
  const visible = (element) => Boolean(element && element.offsetParent !== null);
  const RATINGS = ["rate-again", "rate-hard", "rate-good", "rate-easy"];
  const TYPING = "textarea, input:not([type=radio], [type=checkbox]), select, [role=listbox]";

  document.addEventListener("click", (event) => {
    const element = event.target instanceof Element ? event.target.closest("[data-suspend], [data-resume]") : null;
    if (!element || !page.review) return;
    const what = element.dataset.suspend ? "suspend" : "resume";
    page.review(what, element.dataset[what]);
  });

  // What had the focus is gone, or cannot have it any more, once there is a reply or the next card.
  let seen = "";
  let moved = false;
  const shownCheck = () => Array.from(document.querySelectorAll("#review-card .reply-check")).find(visible);
  const follow = () => {
    if (!visible(byId("tab-review"))) return;
    const title = document.querySelector("#review-done h2") || document.querySelector("#review-question .stem");
    if (!visible(title)) return;
    const told = visible(document.querySelector("#review-feedback .feedback"));
    const now = `${title.dataset.asked || title.textContent}/${told}`;
    moved = moved || Boolean(seen && now !== seen);
    seen = now;
    const active = document.activeElement;
    const target = told ? shownCheck() : title;
    if (!moved || !target || (active && active !== document.body && !active.disabled)) return;
    moved = false;
    target.focus({ preventScroll: told === false });
    const top = title.getBoundingClientRect().top;
    if (!told && (top < 0 || top > innerHeight - 120)) byId("review-column").scrollIntoView({ block: "start" });
  };
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true, attributes: true });

  const PATIENCE_MS = 4000; // for the next card to come
  let rated = null; // the card that was rated or taken back last, and until when the next one is waited for
  let until = 0;
  const cardShown = () => (document.querySelector("#review-question .stem") || { dataset: {} }).dataset.asked;
  const press = (id) => {
    const button = byId(id);
    if (!visible(button) || button.disabled || (rated === cardShown() && performance.now() < until)) return;
    button.click();
  };
  // A second click on a rating would rate the card again that the first has rated.
  document.addEventListener(
    "click",
    (event) => {
      if (!(event.target instanceof Element) || !event.target.closest("#ratings button, #take-back")) return;
      if (rated === cardShown() && performance.now() < until) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      [rated, until] = [cardShown(), performance.now() + PATIENCE_MS];
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (!page.hasKeys() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.target instanceof HTMLElement) || !visible(byId("tab-review")) || event.target.closest(TYPING)) return;
    if (/^[1-4]$/.test(event.key) && visible(byId("ratings"))) {
      press(RATINGS[Number(event.key) - 1]);
    } else if (event.key.toLowerCase() === "u" && !event.shiftKey) {
      press("take-back");
    } else if (event.key === "Enter" && !event.target.closest("button, a, summary, label, input")) {
      const check = shownCheck();
      if (check) check.click();
    }
  });
})();
