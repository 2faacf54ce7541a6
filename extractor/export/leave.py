"""Leave: a database as a folder of files."""

from pathlib import Path

from extractor.export.citation import CITATION, citation
from extractor.export.descriptor import descriptor
from extractor.export.errors import writable
from extractor.export.folder import whole_folder
from extractor.export.formats import Form, Watch, write
from extractor.export.licence import Licence
from extractor.export.manifest import DESCRIPTOR
from extractor.store import Store, Summary


def export(store: Store, out: Path, form: Form, licence: Licence | None, watch: Watch) -> Summary:
    """Write the folder `out` as the database is now, whole or not at all; return what is in it.

    The same database gives the same bytes. Raises ExportError if `out` holds other files or cannot be written, or if
    the format needs a library that is not there.
    """
    with writable(out), store.content.still(), whole_folder(out) as folder:
        summary = store.content.summary()
        resources = list(write(store, folder, form, watch))
        text = descriptor(resources, form, store.content.step(), summary, licence)
        (folder / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
        (folder / CITATION).write_text(citation(summary, licence), encoding="utf-8", newline="\n")
        return summary
