// What the page shows: puts the parts of an answer in place of those that stand, and keeps focus and place in the text.
import { marks, see } from "./marks.js";

const PARTS = ["about", "card", "records", "history"];

export const page = () => document.getElementById("page");
export const form = () => document.getElementById("do");
export const text = () => document.getElementById("text");
export const edition = () => page().dataset.edition;
export const record = () => Number(form().elements.record.value);

const part = (name, root = document) => root.querySelector(`[data-part="${name}"]`);

export function begin() {
  remember(document.getElementById("history"));
  clock(part("history"));
  marks.index(text());
  marks.show(record());
  see(marks.of(record()), text(), { anew: true });
  inSight();
  heading().focus({ preventScroll: true });
  addEventListener("resize", () => {
    see(marks.of(record()), text());
    inSight();
  });
}

// Whether a page has an article open, so that it can be taken apart.
export function open(found) {
  return found.getElementById("page")?.dataset.edition !== undefined;
}

// Shows how things stand now. The article itself is in the answer only if another edition of it is shown.
export function apply(found, { quiet = false } = {}) {
  const before = { ...page().dataset, record: record(), focus: focused() };
  const next = found.getElementById("page").dataset;
  for (const key of ["article", "edition", "count"]) page().dataset[key] = next[key];
  for (const name of ["csrf", "version", "record"]) {
    form().elements[name].value = found.getElementById("do").elements[name].value;
  }
  clock(part("history", found));
  for (const name of PARTS) replace(part(name), part(name, found));
  part("card").dataset.state = part("card", found).dataset.state;
  document.title = found.title;
  const anew = next.edition !== before.edition;
  if (anew) {
    text().replaceChildren(...found.getElementById("text").childNodes);
    marks.index(text());
  }
  const other = next.article !== before.article;
  const moved = other || record() !== before.record;
  marks.show(record());
  if (other) text().scrollTop = 0;
  if (moved || anew) see(marks.of(record()), text(), { anew: other });
  if (moved) part("card").parentElement.scrollTop = 0;
  inSight();
  refocus(before.focus, moved);
  tell({ said: found.getElementById("said").textContent, wrong: quiet ? "" : found.getElementById("wrong").textContent });
  document.dispatchEvent(new CustomEvent("desk", { detail: { moved, other } }));
}

// Says what was done, or what is wrong. A line that is the same as before is spoken again only if it was empty between.
export function tell({ said = "", wrong = "" }) {
  for (const [id, words] of Object.entries({ said, wrong })) {
    const line = document.getElementById(id);
    if (line.textContent === words && words) {
      line.textContent = "";
      setTimeout(() => line.textContent ||= words, 50);
    } else {
      line.textContent = words;
    }
  }
}

export const heading = () => document.getElementById("record");

function replace(old, fresh) {
  old.replaceChildren(...fresh.childNodes);
}

// What has the focus, told so that it can be found again when its part is another.
function focused() {
  const at = document.activeElement;
  if (!at || at === document.body || at === heading()) return { nowhere: true };
  if (at.closest('[data-part="records"]')) return { listed: true };
  if (at.dataset.field) return { field: at.dataset.field };
  return at.closest("[data-part], .editing") ? { nowhere: true } : null;
}

function refocus(was, moved) {
  if (was === null || document.querySelector("dialog[open]")) return; // it stands outside of what was replaced
  let to = heading();
  if (was.listed) to = document.querySelector('[data-part="records"] [aria-current]');
  if (was.field && !moved) to = document.querySelector(`[data-field="${CSS.escape(was.field)}"]`);
  to.focus({ preventScroll: true });
}

// Keeps the current record in sight in the list, along the strip that it is on a phone too.
function inSight() {
  const row = document.querySelector('[data-part="records"] [aria-current]');
  const list = row.closest("nav");
  const [box, frame] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
  if (box.top < frame.top + 40 || box.bottom > frame.bottom) {
    list.scrollTop += (box.top + box.bottom - frame.top - frame.bottom) / 2;
  }
  if (box.left < frame.left || box.right > frame.right) list.scrollLeft += box.left - frame.left - 16;
}

// Tells the reviewer's own time.
function clock(history) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  for (const time of history.querySelectorAll("time")) {
    const made = new Date(time.dateTime);
    if (!Number.isNaN(made.valueOf())) time.textContent = format.format(made);
  }
}

// Whether the history is open is the reviewer's choice, also for the next articles.
function remember(details) {
  details.open = localStorage.getItem("phongtrao-history") === "open";
  details.addEventListener("toggle", () =>
    localStorage.setItem("phongtrao-history", details.open ? "open" : "closed"),
  );
}
