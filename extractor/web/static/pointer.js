// Mouse and touch: buttons, marks and the list do in place what their forms and links would do by a new page.
import { correct } from "./correct.js";
import { act, go } from "./desk.js";
import { ask } from "./dialogs.js";
import { form } from "./page.js";
import { add } from "./select.js";
import { inTurn } from "./turn.js";

const OURS = { correct: () => correct(), add: () => add(), note: () => ask("noting") };

export function begin() {
  form().addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.submitter.dataset.action);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.field) inTurn(() => correct(button.dataset.field));
    else if (button?.dataset.open) inTurn(() => ask(button.dataset.open));
    else if (button) open(OURS[button.dataset.action]);
    else follow(event);
  });
}

function open(action) {
  if (action) inTurn(action);
}

// Goes to the record of a link; one that is to be opened elsewhere is the browser's.
function follow(event) {
  const link = event.target.closest('a[href^="/?record="]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  // who drags over a mark, or puts the caret into it, selects text
  if (link.isContentEditable || (link.dataset.records && !getSelection().isCollapsed)) return;
  go({ to: new URL(link.href).searchParams.get("record") });
}
