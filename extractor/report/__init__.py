"""A report of a database: a folder of pages that opens from disk, each figure a link to the sentence that said it."""
