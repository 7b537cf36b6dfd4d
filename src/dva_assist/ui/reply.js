// The keys of a reply, and where the focus goes: to a new question, and after a reply to the button that goes on.
(() => {
  const visible = (element) => Boolean(element && element.offsetParent !== null);
  const shown = (selector) => Array.from(document.querySelectorAll(selector)).find(visible);
  const TICKED = "input:is([type=radio], [type=checkbox])";
  let asked = null;
  let told = null;

  const onKey = (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!window.dvaAssist.hasKeys() || !(event.target instanceof HTMLElement)) return;
    if (event.target.closest(`textarea, input:not([type=radio], [type=checkbox]), select, [role=listbox]`)) return;
    const options = shown(".options.reply");
    if (!options) return;
    if (/^[1-9]$/.test(event.key)) {
      const input = options.querySelectorAll(TICKED)[Number(event.key) - 1];
      if (input && !input.disabled) {
        input.click();
        input.focus();
      }
    } else if (event.key === "Enter" && options.contains(event.target)) {
      event.preventDefault(); // Gradio's check boxes would change with it
      event.stopPropagation();
      const check = shown(".reply-check");
      if (check) check.click();
    }
  };
  document.addEventListener("keydown", onKey, true);

  // What had the focus is gone or cannot have it any more once the server has answered.
  const lost = () => !document.activeElement || document.activeElement === document.body || document.activeElement.disabled;
  const onCheck = () => document.activeElement && document.activeElement.closest(".reply-check");

  const goOn = () => {
    const check = shown(".reply-check");
    if (check && lost()) check.focus({ preventScroll: true });
  };

  const follow = () => {
    const stem = shown(".reply-card .stem");
    const now = stem ? stem.parentElement.textContent : null;
    if (stem && now !== asked && (lost() || onCheck())) stem.focus({ preventScroll: true });
    asked = now;
    const feedback = shown(".reply-card .feedback");
    if (feedback && feedback !== told) setTimeout(goOn, 60); // by then a field that is locked has lost the focus
    told = feedback || null;
  };
  new MutationObserver(follow).observe(document.documentElement, { childList: true, characterData: true, subtree: true });
})();
