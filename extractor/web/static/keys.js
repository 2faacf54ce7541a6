// The keyboard: the letters of the review in the terminal. Those who dictate, or whose assistive technology uses letters
// itself, can switch the keys of one character off (WCAG 2.1.4).
import { correct } from "./correct.js";
import { act, go, isBusy } from "./desk.js";
import { ask } from "./dialogs.js";
import { text } from "./page.js";
import { add } from "./select.js";
import { inTurn, keep } from "./turn.js";
import { isComposing, isTyping } from "./typing.js";

const SWITCH = "phongtrao-keys";

// What a held key must not do again and again.
const ONCE = {
  a: () => act("accept"),
  r: () => act("reject"),
  c: () => inTurn(() => correct()),
  "+": () => inTurn(add),
  n: () => inTurn(() => ask("noting")),
  s: () => act("skip"),
  u: () => act("undo"),
  t: () => document.querySelector('[data-action="take"]') && act("take"),
  A: () => act("accept_rest"),
  "?": () => inTurn(() => ask("help")),
};
const AGAIN = {
  j: () => go({ by: 1 }),
  k: () => go({ by: -1 }),
};

export function begin() {
  const box = document.getElementById("keys-on");
  box.checked = localStorage.getItem(SWITCH) !== "off";
  const set = () => {
    localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    document.documentElement.dataset.keys = box.checked ? "on" : "off";
  };
  box.addEventListener("change", set);
  set();
  document.addEventListener("keydown", press);
}

function press(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
  if (keep(event)) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const action = actionOf(event);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionOf(event) {
  const isControl = event.target.closest("button, a, summary, input");
  switch (event.key) {
    case "Enter":
      return isControl || event.repeat ? null : () => act("next");
    case "ArrowDown":
      return event.repeat && isBusy() ? () => {} : AGAIN.j;
    case "ArrowUp":
      return event.repeat && isBusy() ? () => {} : AGAIN.k;
    case "PageDown":
    case "PageUp":
      return () => turn(event.key === "PageDown" ? 1 : -1);
    case " ":
      return isControl ? null : () => turn(event.shiftKey ? -1 : 1);
  }
  if (document.documentElement.dataset.keys === "off") return null;
  // by Shift, not by the letter: with caps lock on, `a` must not accept all
  const key = event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
  if (AGAIN[key]) return event.repeat && isBusy() ? () => {} : AGAIN[key];
  return ONCE[key] && (event.repeat ? () => {} : ONCE[key]);
}

function turn(pages) {
  const of = getComputedStyle(text()).overflowY === "visible" ? document.scrollingElement : text();
  of.scrollBy({ top: pages * (of.clientHeight - 48), behavior: "instant" });
}
