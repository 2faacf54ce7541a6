// Selecting what a new record is about: with mouse or finger, or with the browser's own caret.
import { askKind } from "./dialogs.js";
import { marks } from "./marks.js";
import { offsets, rangeOf, wordAt } from "./offsets.js";
import { heading, page, record, text } from "./page.js";
import { Guard } from "./unchanged.js";
import { isComposing } from "./typing.js";

const guard = new Guard();
let pointed = null; // what was selected when the button was touched: touching it may end the selection

export function begin() {
  document.querySelector('[data-action="add"]').addEventListener("pointerdown", () => (pointed = selected()));
  const bar = document.getElementById("selecting");
  bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the caret stays in the text
  bar.querySelector("[data-take]").addEventListener("click", take);
  bar.querySelector("[data-cancel]").addEventListener("click", stop);
  const article = text();
  article.addEventListener("keydown", press);
  for (const change of ["beforeinput", "paste", "cut", "drop", "dragstart"]) {
    article.addEventListener(change, (event) => isSelecting() && event.preventDefault());
  }
  document.addEventListener("desk", () => isSelecting() && stop());
}

// Asks what the selection tells; where nothing is selected, lets one select.
export function add() {
  const range = selected() ?? pointed;
  pointed = null;
  if (isSelecting()) take();
  else if (range) finish(range);
  else start();
}

const isSelecting = () => text().isContentEditable;

// The selection, where it is of the article and of some text.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  return text().contains(range.commonAncestorContainer) && offsets(range) ? range.cloneRange() : null;
}

// A text that can be edited has a caret, and all the keys that move it, in every browser; what would change it is
// refused. It has no keyboard on the screen: nothing is to be typed.
function start() {
  edit(true);
  const range = rangeOf(firstInSight());
  range.collapse(true);
  text().focus({ preventScroll: true });
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

function stop() {
  edit(false);
  getSelection().removeAllRanges();
  heading().focus({ preventScroll: true });
}

function edit(on) {
  const article = text();
  const set = { role: "textbox", "aria-readonly": "true", "aria-multiline": "true", inputmode: "none", spellcheck: "false" };
  for (const [name, value] of Object.entries(set)) on ? article.setAttribute(name, value) : article.removeAttribute(name);
  article.setAttribute("aria-label", on ? page().dataset.selecting : page().dataset.reading);
  article.contentEditable = on ? "true" : "inherit";
  document.getElementById("selecting").hidden = !on;
  document.documentElement.classList.toggle("selecting", on);
  if (on) guard.watch(article);
  else guard.rest();
}

// The current record's first mark, else the first paragraph in sight.
function firstInSight() {
  const [mark] = marks.of(record());
  if (mark) return mark;
  const top = Math.max(text().getBoundingClientRect().top, 0);
  return [...text().children].find((paragraph) => paragraph.getBoundingClientRect().bottom > top) ?? text();
}

function press(event) {
  if (!isSelecting() || isComposing(event)) return;
  if (event.key === "Enter" || event.key === "+") {
    event.preventDefault();
    if (!event.repeat) take();
  } else if (event.key === "Escape") {
    event.preventDefault();
    stop();
  }
}

function take() {
  const range = selected() ?? wordAt(getSelection(), text());
  if (range) finish(range);
}

function finish(range) {
  const found = offsets(range);
  if (isSelecting()) stop();
  if (found) askKind(found.start, found.end, range.toString());
}
