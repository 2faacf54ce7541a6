"""Leave the database as files that other programs read, and come back."""

from extractor.export.errors import ExportError
from extractor.export.formats import Form, Watch
from extractor.export.leave import export
from extractor.export.licence import Licence
from extractor.export.manifest import manifest
from extractor.export.restore import bring_back

__all__ = ["ExportError", "Form", "Licence", "Watch", "bring_back", "export", "manifest"]
