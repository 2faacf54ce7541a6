"""The language layer: sentences by offset, words by underthesea where a rule asks, spaCy components."""
