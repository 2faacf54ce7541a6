// Whose a key is: ours, or that of who types.

// Whether letters are typed there.
export function isTyping(element) {
  return element.isContentEditable || element.matches("input:not([type=checkbox]), textarea, select");
}

// Whether a key belongs to an input method, as one for Vietnamese: it is no key of ours, also not Enter.
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
