// The exam: the clock between contacts with the server, clicks in the grid, and the keys. The server decides the time.
(() => {
  const page = window.dvaAssist;
  const WARN_AT = [600, 60]; // seconds
  const clock = { element: null, left: null, ends: 0, told: null, over: false };
  const PATIENCE_MS = 4000; // for an answer of the server
  const SETTLED_MS = 50; // until all that came with it is on the screen
  const line = []; // what was asked for while an answer of the server was under way
  let shown = null; // the question on the screen
  let contact = null; // and when the server sent it
  let waiting = 0; // until when an answer is waited for
  let settling = 0; // the timer that ends the wait; there is one, or an earlier wait would end a later one
  let passing = false;
  let asking = false;

  const byId = (id) => document.getElementById(id);
  const visible = (element) => Boolean(element && element.offsetParent !== null);
  const pad = (number) => String(number).padStart(2, "0");
  const written = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor((whole % 3600) / 60);
    return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
  };
  const send = (what, value) => page.exam && page.exam(what, String(value));

  // A new element comes with each contact; from then on the clock of the page counts.
  const readClock = () => {
    const element = document.querySelector("#exam-clock [data-left]");
    if (!element || (element === clock.element && element.dataset.left === clock.left)) return;
    Object.assign(clock, { element, left: element.dataset.left, over: false });
    clock.ends = performance.now() + Number(element.dataset.left) * 1000;
    countDown();
  };

  const warn = (left) => {
    const due = WARN_AT.filter((seconds) => left <= seconds).pop() || null;
    if (due === clock.told) return;
    clock.told = due;
    const place = byId("exam-warning");
    const minutes = Math.ceil(left / 60); // less than the threshold where the page was opened late
    if (place) place.textContent = due ? `${minutes === 1 ? "1 minute" : `${minutes} minutes`} left.` : "";
    clock.element.closest(".exam-clock").classList.toggle("soon", Boolean(due));
  };

  const countDown = () => {
    if (!visible(clock.element)) return;
    const left = (clock.ends - performance.now()) / 1000;
    const text = written(left);
    if (clock.element.textContent !== text) clock.element.textContent = text;
    clock.element.closest(".exam-clock").classList.toggle("soon", left <= WARN_AT[0]);
    if (left > 0) warn(left);
    if (left <= 0 && !clock.over) {
      clock.over = true;
      send("over", 0);
    }
  };
  setInterval(countDown, 500);

  // An answer to an earlier event may come after that to a later one; the question on the screen is the one that counts.
  const markCell = (at) => {
    for (const button of document.querySelectorAll(".exam-grid [data-go]")) {
      const here = button.dataset.go === at;
      if (here !== button.hasAttribute("aria-current")) button.toggleAttribute("aria-current", here);
      if (here && button.getAttribute("aria-current") !== "true") button.setAttribute("aria-current", "true");
    }
  };

  // What is done leaves from the question on the screen, so one thing is done after the other.
  const wait = () => {
    clearTimeout(settling);
    waiting = performance.now() + PATIENCE_MS;
  };
  const settle = () => {
    clearTimeout(settling);
    settling = setTimeout(next, SETTLED_MS);
  };
  const next = () => {
    clearTimeout(settling);
    waiting = 0;
    const act = line.shift();
    if (act) act();
  };
  const inTurn = (act) => {
    if (waiting > performance.now()) line.push(act);
    else act();
  };
  const press = (button) => {
    if (!visible(button) || button.disabled) return next();
    passing = true;
    button.click();
    passing = false;
  };
  setInterval(() => waiting && waiting < performance.now() && next(), 500);

  const readQuestion = () => {
    const stem = document.querySelector("#exam-question [data-place]");
    if (!stem) return;
    const { place, contact: sent } = stem.dataset;
    markCell(place.split("/").pop());
    if (sent === contact || !visible(stem)) return;
    const first = contact === null && !page.started;
    const other = place !== shown;
    [shown, contact] = [place, sent];
    if (first) return; // a page that was loaded keeps the focus where it is
    if (other || document.activeElement === document.body) stem.focus({ preventScroll: true });
    const top = stem.getBoundingClientRect().top;
    if (other && (top < 0 || top > innerHeight - 120)) byId("exam-card").scrollIntoView({ behavior: "auto", block: "start" });
    settle();
  };

  const readOthers = () => {
    const question = document.querySelector("#exam-asking h3");
    if (visible(question) !== asking) {
      asking = !asking;
      if (asking) question.focus();
    }
    const title = document.querySelector("#exam-result h2");
    if (visible(title) && shown !== null) {
      shown = null;
      line.length = 0;
      title.focus({ preventScroll: true });
      byId("tabs").scrollIntoView({ behavior: "auto", block: "start" });
    }
  };

  new MutationObserver(() => {
    readClock();
    readQuestion();
    readOthers();
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true });

  const COMMANDS = "#exam-back, #exam-next, #exam-flag, #exam-hand-in, [data-go]";
  document.addEventListener(
    "click",
    (event) => {
      const element = event.target instanceof Element ? event.target : null;
      if (!element) return;
      if (element.closest("#exam-begin, #exam-retry")) page.started = true;
      const show = element.closest("[data-show]");
      if (show) {
        shown = ""; // so that its title gets the focus
        send("show", show.dataset.show);
      }
      const command = element.closest(COMMANDS);
      if (!command) return;
      if (!passing && waiting > performance.now()) {
        event.stopImmediatePropagation();
        event.preventDefault();
        const go = command.dataset.go; // the button itself is drawn anew
        line.push(() => press(go ? document.querySelector(`.exam-grid [data-go="${go}"]`) : command));
        return;
      }
      wait();
      if (command.dataset.go) send("go", command.dataset.go);
    },
    true,
  );

  const choose = (number) => {
    const inputs = Array.from(document.querySelectorAll("#exam-one input, #exam-several input")).filter(visible);
    const input = inputs[number - 1];
    if (!input) return next();
    wait();
    input.click();
    input.focus();
    settle();
  };

  const KEYS = { ArrowLeft: "exam-back", p: "exam-back", ArrowRight: "exam-next", n: "exam-next", f: "exam-flag" };
  document.addEventListener(
    "keydown",
    (event) => {
      if (!page.hasKeys() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!(event.target instanceof HTMLElement) || visible(byId("exam-confirm"))) return;
      const typing = "textarea, input:not([type=radio]):not([type=checkbox]), select, [role=listbox], [role=tab]";
      if (!visible(byId("exam-card")) || event.target.closest(typing)) return;
      const id = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (id) {
        event.preventDefault(); // arrows move between radio buttons otherwise
        event.stopPropagation();
        inTurn(() => press(byId(id)));
      } else if (/^[1-6]$/.test(event.key)) {
        inTurn(() => choose(Number(event.key)));
      }
    },
    true,
  );
})();
