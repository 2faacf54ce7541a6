// The marks in the article. Which belong to a record is looked up once for a text, so that a decision on an article of
// five megabytes costs no more than one on a short one.
const byRecord = new Map();
let current = [];

export const marks = {
  index(text) {
    byRecord.clear();
    current = [];
    for (const mark of text.querySelectorAll("a[data-records]")) {
      if (mark.classList.contains("current")) current.push(mark);
      for (const number of mark.dataset.records.split(" ")) {
        if (!byRecord.has(number)) byRecord.set(number, []);
        byRecord.get(number).push(mark);
      }
    }
  },

  of(record) {
    return byRecord.get(String(record)) ?? [];
  },

  show(record) {
    for (const mark of current) mark.classList.remove("current");
    current = this.of(record);
    for (const mark of current) mark.classList.add("current");
  },
};

// Brings the first mark of a record into sight, unless it is; nothing moves that need not.
export function see([mark], text, { anew = false } = {}) {
  if (!mark) return;
  // where the page is one long column, as on a small screen that is zoomed, the text has no frame of its own
  const scrolls = getComputedStyle(text).overflowY !== "visible";
  const frame = scrolls ? text.getBoundingClientRect() : { top: 0, bottom: innerHeight };
  const box = mark.getBoundingClientRect();
  const margin = 24;
  if (box.top >= frame.top + margin && box.bottom <= frame.bottom - margin) return;
  mark.scrollIntoView({ block: anew ? "nearest" : "center", behavior: "instant" });
  // paragraphs out of sight have no true height until they are drawn: look again when they are
  requestAnimationFrame(() => {
    const now = mark.getBoundingClientRect();
    if (now.top < frame.top || now.bottom > frame.bottom) mark.scrollIntoView({ block: "center", behavior: "instant" });
  });
}
