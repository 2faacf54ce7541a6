// Another value for a field, typed where the value stands.
import { act, go } from "./desk.js";
import { heading, page, record, tell } from "./page.js";
import { isComposing } from "./typing.js";

let editing = null; // { row, name, initial, shown, again }

export function begin() {
  document.addEventListener("desk", ({ detail }) => detail.moved && (editing = null));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && editing && !isComposing(event) && event.target.closest(".editing")) stop();
  });
  document.addEventListener("click", (event) => event.target.closest(".editing [data-cancel]") && stop());
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".editing")) return;
    event.preventDefault();
    keep(event.target);
  });
}

// Opens a field of the current record: the one that has the focus, else the first.
export function correct(name) {
  const chosen = name ?? document.activeElement?.dataset.field;
  const button = chosen ? fieldOf(chosen) : document.querySelector("[data-field]");
  if (button) open(button);
}

const fieldOf = (name) => document.querySelector(`[data-field="${CSS.escape(name)}"]`);

function open(button, typed = null, wrong = "") {
  if (editing) stop();
  const copy = document.getElementById("editing").content.cloneNode(true);
  const { field, kind, value, shown } = button.dataset;
  const input = copy.querySelector("input");
  copy.querySelector("label").append(button.querySelector(".name").textContent);
  Object.assign(input.dataset, { kind, name: field });
  input.value = typed ?? shown;
  const row = button.closest("li");
  row.classList.add("open");
  row.append(copy);
  if (wrong) input.setAttribute("aria-invalid", "true");
  row.querySelector(".error").textContent = wrong; // when it stands in the page: what is put in later is said
  editing = { row, name: field, initial: value, shown: input.value, again: typed !== null };
  input.focus();
  if (typed === null) input.select();
  row.scrollIntoView({ block: "nearest" });
}

function stop() {
  const { row } = editing;
  editing = null;
  row.classList.remove("open");
  row.querySelector(".editing").remove();
  (row.isConnected ? row.querySelector("[data-field]") : heading()).focus();
}

// The line closes at once, as what is typed next is meant for the desk; it opens again where the value cannot be kept.
async function keep(form) {
  const { name, initial, shown, again } = editing;
  const input = form.querySelector("input");
  // what cannot be seen in a value stays in it, where nothing else was typed
  const typed = !again && input.value === shown ? initial : input.value;
  const { article } = page().dataset;
  const on = record();
  stop();
  const { done, wrong } = await act("correct", { name, typed }, { quiet: true });
  if (done) return;
  if (page().dataset.article === article && on !== record()) await go({ to: on });
  if (page().dataset.article === article && fieldOf(name)) open(fieldOf(name), typed, wrong);
  else tell({ wrong });
}
