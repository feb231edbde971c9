// Comfort only: every page is whole without this file. Sentences come from the page's attributes.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Show and hide a password; hidden again when the form is sent, so that browsers offer to save it.
  for (const button of all(".show")) {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    const show = (visible) => {
      input.type = visible ? "text" : "password";
      input.parentElement.classList.toggle("showing", visible);
      button.textContent = visible ? button.dataset.hide : button.dataset.show;
      button.setAttribute("aria-pressed", String(visible));
    };
    show(false);
    button.hidden = false;
    button.addEventListener("click", () => show(input.type === "password"));
    input.form.addEventListener("submit", () => show(false));
  }

  // How strong a new password is, in words. Counts characters as the server does, not UTF-16 units.
  for (const line of all("[data-strength-of]")) {
    const input = document.getElementById(line.dataset.strengthOf);
    const least = Number(line.dataset.min);
    input.addEventListener("input", () => {
      const length = [...input.value].length;
      const state = length < least ? "short" : length < least + 6 ? "enough" : "strong";
      const words = length ? line.dataset[state] : "";
      line.dataset.state = state;
      if (line.textContent !== words) line.textContent = words;
    });
  }

  // Where a network asks for many letters, its browsers work for each: begun while the person types, and waited for no
  // longer than a person would. A letter that nobody worked for comes all the same, later.
  const bytes = (text) => new TextEncoder().encode(text);
  const solve = async ({ value, dataset: { rounds, zeros } }, until) => {
    const key = await crypto.subtle.importKey("raw", bytes(value), "PBKDF2", false, ["deriveBits"]);
    const fits = async (n) => {
      const way = { name: "PBKDF2", hash: "SHA-256", salt: bytes(String(n)), iterations: Number(rounds) };
      return new DataView(await crypto.subtle.deriveBits(way, key, 32)).getUint32(0) >>> (32 - zeros) === 0;
    };
    for (let n = 0; Date.now() < until; n += 4) {
      const right = (await Promise.all([n, n + 1, n + 2, n + 3].map(fits))).indexOf(true);
      if (right >= 0) return String(n + right);
    }
    return "";
  };
  const works = new Map();
  for (const puzzle of all("input[name=work]")) {
    const { form } = puzzle;
    const work = { done: false, overtaken: false, ready: null };
    const finish = (answer) => {
      form.elements.work_answer.value = answer;
      work.done = true;
    };
    // A browser that cannot, such as one without TLS, does not.
    work.begin = () => (work.ready ??= solve(puzzle, Date.now() + 20000).then(finish, () => finish("")));
    form.addEventListener("input", work.begin, { once: true });
    works.set(form, work);
  }
  const mustWork = (form, button) => {
    const work = works.get(form);
    const forLetter = "letter" in button.dataset || !form.querySelector("[data-letter]");
    return work && !work.done && forLetter ? work : null;
  };

  // A button that was pressed shows that it works, and cannot be pressed twice.
  const rest = (button) => {
    button.classList.remove("busy");
    button.removeAttribute("aria-disabled");
    if (button.dataset.idle) button.textContent = button.dataset.idle;
  };
  for (const form of all("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter || form.querySelector("button[type=submit]");
      if (button.getAttribute("aria-disabled")) return event.preventDefault();
      button.dataset.idle = button.textContent;
      button.textContent = button.dataset.busy || button.textContent;
      button.classList.add("busy");
      button.setAttribute("aria-disabled", "true");
      const work = mustWork(form, button);
      if (work) {
        event.preventDefault();
        work.begin().then(() => {
          rest(button);
          if (!work.overtaken) form.requestSubmit(button);
        });
        return;
      }
      if (works.has(form)) works.get(form).overtaken = true; // by another button, which needs no work
      setTimeout(rest, 20000, button); // the network gave up without a word
    });
  }
  // A page that comes back by the back button is fresh again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all(".busy").forEach(rest);
  });

  // A code sends itself when it is whole: typed, pasted with spaces, or filled in by the phone.
  for (const input of all("[data-code]")) {
    const digits = Number(input.dataset.code);
    let sent = false;
    input.addEventListener("input", () => {
      const code = input.value.replace(/\D/g, "").slice(0, digits);
      if (input.value !== code) input.value = code;
      if (code.length < digits) sent = false;
      else if (!sent) {
        sent = true;
        input.form.requestSubmit();
      }
    });
  }

  // Counts down to `done`, calling `tell` with "0:09" each second. By the clock, because timers sleep with the tab.
  const countDown = (seconds, tell, done) => {
    const end = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left <= 0) return done();
      tell(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
      setTimeout(tick, 250);
    };
    tick();
  };

  // Asking for a new code has to wait; the wait is seen.
  for (const button of all("[data-wait]")) {
    const words = button.textContent;
    button.setAttribute("aria-disabled", "true");
    countDown(
      Number(button.dataset.wait),
      (time) => (button.textContent = button.dataset.waitText.replace("{time}", time)),
      () => {
        button.textContent = words;
        button.removeAttribute("aria-disabled");
      },
    );
  }

  // While the shop's system is away, try again without being asked.
  for (const form of all("[data-retry]")) {
    const line = form.querySelector("[data-retry-text]");
    line.hidden = false;
    countDown(
      Number(form.dataset.retry),
      (time) => (line.textContent = line.dataset.retryText.replace("{time}", time)),
      () => {
        line.hidden = true;
        if (!form.querySelector(".busy")) form.requestSubmit();
      },
    );
  }

  // What went wrong is read out first; one wrong field alone already has the focus from the page.
  const first = document.querySelector("[data-focus]") || (!document.querySelector("[aria-invalid]") && document.querySelector("[role=alert]"));
  if (first) first.focus();

  // Inside a frame: tell the shop of Escape and of lost focus, and hand the whole window back at the end.
  if (window.parent !== window) {
    root.classList.add("embedded");
    const origins = (root.dataset.framedBy || "").split(" ").filter(Boolean);
    const tell = (type) => origins.forEach((origin) => window.parent.postMessage({ type }, origin));
    document.addEventListener("keydown", (event) => event.key === "Escape" && tell("close"));
    window.addEventListener("blur", () => tell("blur"));
  }
  for (const link of all("[data-follow]")) link.click();
})();
