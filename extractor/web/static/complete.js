// What may be typed on into a field: an ARIA combobox. The words come from the desk's vocabulary, which knows letters
// without their marks, so `nguyen` finds `Nguyễn`.
import { isComposing } from "./typing.js";

const PAUSE = 60;
const lookups = new WeakMap();

export function begin() {
  document.addEventListener("focusin", ({ target }) => isOurs(target) && look(target, 0));
  document.addEventListener("input", ({ target }) => isOurs(target) && look(target, PAUSE));
  document.addEventListener("focusout", ({ target }) => isOurs(target) && close(target));
  document.addEventListener("keydown", press, true);
  document.addEventListener("pointerdown", pick);
}

const isOurs = (element) => element.matches?.('input[role="combobox"]');
const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));

function look(input, pause) {
  const before = lookups.get(input);
  clearTimeout(before?.timer);
  before?.abort.abort();
  const abort = new AbortController();
  lookups.set(input, { abort, timer: setTimeout(() => ask(input, abort.signal), pause) });
}

async function ask(input, signal) {
  const asked = { kind: input.dataset.kind, name: input.name.replace(/^field-/, ""), typed: input.value };
  if (input.dataset.name) asked.name = input.dataset.name;
  let found = [];
  try {
    const answer = await fetch(`/complete?${new URLSearchParams(asked)}`, { signal });
    if (answer.ok) found = await answer.json();
  } catch {
    return; // typing goes on without; what matters is said when the value is to be kept
  }
  if (!signal.aborted && document.activeElement === input) show(input, found);
}

function show(input, found) {
  const list = listOf(input);
  const options = found.map((value, number) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dir = "auto";
    option.textContent = value;
    return option;
  });
  list.replaceChildren(...options);
  input.removeAttribute("aria-activedescendant");
  const useful = found.length > 1 || (found.length === 1 && found[0] !== input.value);
  list.hidden = !useful;
  input.setAttribute("aria-expanded", String(useful));
}

function close(input) {
  lookups.get(input)?.abort.abort();
  clearTimeout(lookups.get(input)?.timer);
  const list = listOf(input);
  if (list) show(input, []);
}

function press(event) {
  const input = event.target;
  if (!isOurs(input) || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const options = [...listOf(input).children];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
    const step = event.key === "ArrowDown" ? 1 : -1;
    event.preventDefault();
    take(input, options, at < 0 ? (step > 0 ? 0 : options.length - 1) : (at + step + options.length) % options.length);
  } else if (event.key === "Tab" && !event.shiftKey && input.closest(".editing") && !listOf(input).hidden) {
    // once: a second Tab goes on, so that nobody is caught here
    event.preventDefault();
    if (at < 0) take(input, options, 0);
    listOf(input).hidden = true;
    input.setAttribute("aria-expanded", "false");
  }
}

function take(input, options, at) {
  lookups.get(input)?.abort.abort();
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
  input.setAttribute("aria-activedescendant", options[at].id);
  options[at].scrollIntoView({ block: "nearest" });
  input.value = options[at].textContent;
}

function pick(event) {
  const option = event.target.closest('[role="option"]');
  if (!option) return;
  event.preventDefault(); // the line keeps the focus
  const input = document.querySelector(`[aria-controls="${option.parentElement.id}"]`);
  take(input, [...option.parentElement.children], [...option.parentElement.children].indexOf(option));
  listOf(input).hidden = true;
  input.setAttribute("aria-expanded", "false");
}
