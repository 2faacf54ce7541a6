// Keeps a text as it is while it has a caret. What is typed is refused before it changes anything, but for what comes from
// an input method: that cannot be refused, only taken back.
export class Guard {
  #observer = new MutationObserver((changes) => this.#undo(changes));

  watch(element) {
    const all = { subtree: true, childList: true, characterData: true, characterDataOldValue: true };
    this.#observer.observe(element, all);
  }

  rest() {
    this.#undo(this.#observer.takeRecords());
    this.#observer.disconnect();
  }

  #undo(changes) {
    for (const { type, target, oldValue, addedNodes, removedNodes, nextSibling } of changes.reverse()) {
      if (type === "characterData") {
        target.data = oldValue;
      } else {
        for (const node of addedNodes) node.remove();
        for (const node of removedNodes) target.insertBefore(node, nextSibling);
      }
    }
    this.#observer.takeRecords(); // our own
  }
}
