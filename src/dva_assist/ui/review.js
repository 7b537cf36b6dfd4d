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

  const press = (id) => {
    const button = byId(id);
    if (visible(button) && !button.disabled) button.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    if (!visible(byId("tab-review")) || event.target.closest(TYPING)) return;
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
