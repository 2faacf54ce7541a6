// Offsets in the article as the database counts them: code points of its text. What is shown has as many code points as
// the text, and each paragraph says with which it begins.
const WORD = /[\p{L}\p{M}\p{N}\p{Pc}.,/%-]+/gu;

// Where a range begins and ends; null where it holds nothing.
export function offsets(range) {
  const [start, end] = [
    offset(range.startContainer, range.startOffset, false),
    offset(range.endContainer, range.endOffset, true),
  ];
  return start === null || end === null || start >= end ? null : { start, end };
}

// A range of an element's text.
export function rangeOf(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range;
}

// The word at the caret, or the next of its paragraph.
export function wordAt(selection, article) {
  if (!selection.rangeCount || !article.contains(selection.focusNode)) return null;
  const paragraph = paragraphOf(selection.focusNode);
  if (!paragraph) return null;
  const before = rangeOf(paragraph);
  before.setEnd(selection.focusNode, selection.focusOffset);
  const at = before.toString().length;
  const word = [...paragraph.textContent.matchAll(WORD)].find((found) => found.index + found[0].length > at);
  return word ? within(paragraph, word.index, word.index + word[0].length) : null;
}

function offset(node, at, isEnd) {
  const paragraph = paragraphOf(node);
  if (!paragraph) return between(node, at, isEnd);
  const before = rangeOf(paragraph);
  before.setEnd(node, at);
  return Number(paragraph.dataset.start) + length(before.toString());
}

// A place between paragraphs, as a selection of all has: the beginning of the next, for an end that of the one before.
function between(node, at, isEnd) {
  if (node.id !== "text") return null;
  const paragraphs = [...node.children].filter((child) => child.dataset.start !== undefined);
  const next = node.childNodes[at];
  const isAfter = (child) => next && !(child.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING);
  const paragraph = isEnd ? paragraphs.findLast((child) => !isAfter(child)) : paragraphs.find(isAfter);
  if (!paragraph) return null;
  return Number(paragraph.dataset.start) + (isEnd ? length(paragraph.textContent) : 0);
}

const paragraphOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("p[data-start]");

// A string has two units for a character beyond the first plane, an iterator steps by code points.
function length(string) {
  let count = 0;
  for (const _ of string) count += 1;
  return count;
}

// The range of a paragraph between two offsets in UTF-16.
function within(paragraph, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const after = passed + node.data.length;
    if (passed <= start && start < after) range.setStart(node, start - passed);
    if (passed < end && end <= after) range.setEnd(node, end - passed);
    passed = after;
  }
  return range;
}
