// What opens a line or a dialog waits for the answers that are still out: they may bring another record, and would take
// the line away while someone types into it, whose next letters were decisions then. What is typed meanwhile is kept for
// the line.
import { turn } from "./desk.js";

let kept = null;

export async function inTurn(open) {
  if (kept) return;
  kept = [];
  const { done } = await turn();
  const typed = kept.join("");
  kept = null;
  if (!done) return; // it was meant for a page that nobody has seen
  open();
  if (typed) type(document.activeElement, typed);
}

// Keeps a key for what is about to open; tells whether there is such a thing.
export function keep(event) {
  if (!kept) return false;
  event.preventDefault();
  if (event.key.length === 1) kept.push(event.key);
  return true;
}

function type(line, typed) {
  if (!line.matches("input, textarea")) return;
  line.setRangeText(typed, line.selectionStart, line.selectionEnd, "end");
  line.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
