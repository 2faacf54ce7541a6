// Dialogs: a note, the keys, a new record of what was selected.
import { act, go } from "./desk.js";
import { heading, page, record, tell } from "./page.js";
import { isComposing } from "./typing.js";

const dialog = (id) => document.getElementById(id);

export function begin() {
  for (const one of document.querySelectorAll("dialog")) {
    one.addEventListener("click", (event) => event.target.closest("[data-cancel]") && one.close());
    // Escape that ends a composition is the input method's
    one.addEventListener("keydown", (event) => event.key === "Escape" && isComposing(event) && event.stopPropagation());
    one.addEventListener("close", () => document.activeElement === document.body && heading().focus());
  }
  const note = dialog("note");
  note.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) {
      event.preventDefault();
      note.form.requestSubmit();
    }
  });
  note.form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(event.target, "note", { note: note.value });
  });
  beginAdding();
}

// Opens a dialog as if for the first time.
export function ask(id) {
  for (const form of dialog(id).querySelectorAll("form:not([method])")) {
    form.reset();
    say(form, "");
  }
  dialog(id).showModal();
}

// A new record

let place = null; // { start, end }: the code points of the article that it is about

export function askKind(start, end, quote) {
  place = { start, end };
  ask("adding");
  dialog("adding").querySelector("blockquote").textContent = quote;
  choose(null);
  dialog("adding").querySelector(".kinds button").focus();
}

function beginAdding() {
  const adding = dialog("adding");
  const kinds = [...adding.querySelectorAll(".kinds button")];
  adding.dataset.title = dialog("adding-title").textContent;
  adding.addEventListener("click", (event) => {
    const button = event.target.closest(".kinds button");
    if (button) choose(button.value);
  });
  adding.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = kinds.indexOf(document.activeElement);
    if (at < 0) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const numbered = kinds[Number(event.key) - 1];
    if (!step && !numbered) return;
    event.preventDefault();
    if (step) kinds[(at + step + kinds.length) % kinds.length].focus();
    else choose(numbered.value);
  });
  for (const form of adding.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(form, "add", { kind: form.dataset.kind, ...place, ...Object.fromEntries(new FormData(form)) });
    });
  }
}

// Shows the fields of a kind; null: the kinds.
function choose(kind) {
  const adding = dialog("adding");
  for (const part of adding.querySelectorAll("[data-choose]")) part.hidden = kind !== null;
  for (const form of adding.querySelectorAll("form")) form.hidden = form.dataset.kind !== kind;
  const form = kind && adding.querySelector("form:not([hidden])");
  dialog("adding-title").textContent = form ? form.dataset.title : adding.dataset.title;
  form?.querySelector("input").focus();
}

// The dialog closes at once, as what is typed next is meant for the desk; it opens again where nothing could be kept,
// with all that was typed.
async function keep(form, action, fields) {
  const { article } = page().dataset;
  const on = record();
  const asking = form.closest("dialog");
  asking.close();
  const { done, wrong } = await act(action, fields, { quiet: true });
  if (done) return;
  if (page().dataset.article !== article) {
    tell({ wrong }); // it was about a text that is no longer before us
    return;
  }
  if (on !== record()) await go({ to: on }); // another tab went elsewhere
  asking.showModal();
  form.querySelector("input, textarea").focus();
  say(form, wrong);
}

function say(form, wrong) {
  form.querySelector(".error").textContent = wrong;
}
