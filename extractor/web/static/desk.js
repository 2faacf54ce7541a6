// Requests to the desk: one at a time, in the order in which they were asked for.
//
// Someone who knows the article types `a a r` faster than any server answers. Each of these is to be said of the record
// that is current when its turn comes, so each is sent only when the one before has answered and the page shows it.
import { apply, edition, form, open, page, tell } from "./page.js";

const waiting = [];
let busy = false;

// Asks for something to be done: `fields` is what goes along. `quiet`: the caller says itself what is wrong.
// Gives { done, wrong, stale }.
export function act(action, fields = {}, { quiet = false } = {}) {
  return enqueue({
    quiet,
    send() {
      const { csrf, version, record } = form().elements;
      const given = { csrf: csrf.value, version: version.value, record: record.value, ...fields };
      return fetch(`/do/${action}`, { method: "POST", headers: asked(), body: new URLSearchParams(given) });
    },
  });
}

// Goes to a record: to a number, or by steps from the one that is current when its turn comes.
export function go({ to, by = 0 }) {
  return enqueue({
    quiet: false,
    send() {
      const number = to ?? Math.max(0, Number(form().elements.record.value) + by);
      return fetch(`/?record=${number}`, { headers: asked() });
    },
  });
}

// Waits until all that was asked for before is answered.
export function turn() {
  return enqueue({ quiet: true, send: null });
}

// Whether anything is still to be answered: a held arrow need not pile up more.
export function isBusy() {
  return busy;
}

function asked() {
  return { "X-Edition": edition() };
}

function enqueue(job) {
  return new Promise((resolve) => {
    waiting.push({ ...job, resolve });
    work();
  });
}

async function work() {
  if (busy) return;
  busy = true;
  page().setAttribute("aria-busy", "true");
  while (waiting.length) {
    const job = waiting.shift();
    const outcome = await attempt(job);
    // what was typed after something that failed was meant for a page that nobody has seen
    if (!outcome.done) for (const dropped of waiting.splice(0)) dropped.resolve({ done: false, wrong: "" });
    job.resolve(outcome);
  }
  busy = false;
  page().removeAttribute("aria-busy");
}

async function attempt(job) {
  if (!job.send) return { done: true, wrong: "" };
  let answer, text;
  try {
    answer = await job.send();
    text = await answer.text();
  } catch {
    return refused(page().dataset.offline, job.quiet);
  }
  if (answer.status === 403) return leave(); // the session is over: its page says how to come in again
  if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return refused(text.slice(0, 500), job.quiet);
  const found = new DOMParser().parseFromString(text, "text/html");
  if (!open(found)) return leave(); // no article is open any more
  const wrong = found.getElementById("wrong").textContent;
  if (answer.status === 422 || answer.status === 503) return refused(wrong, job.quiet);
  const stale = !answer.ok;
  apply(found, { quiet: stale && job.quiet });
  return { done: !stale, wrong, stale };
}

function refused(wrong, quiet) {
  if (!quiet) tell({ wrong });
  return { done: false, wrong, stale: false };
}

function leave() {
  location.replace("/");
  return new Promise(() => {}); // nothing is done here any more
}
