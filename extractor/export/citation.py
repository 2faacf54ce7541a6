"""CITATION.cff of an export: how it is cited."""

import json

from extractor import __version__
from extractor.export.licence import Licence
from extractor.store import Summary

CITATION = "CITATION.cff"

_FORM = """\
# Who made this database: put your names in the place of the author below.
cff-version: 1.2.0
type: dataset
title: {title}
message: If you use these records, please cite them, and the articles that they quote.
authors:
  - name: the makers of this database
{dated}{licensed}references:
  - type: software
    title: phongtrao
    version: {version}
    authors:
      - name: the phongtrao authors
"""


def title(summary: Summary) -> str:
    """Return what an export is called."""
    return f"Records of Vietnamese press articles on emulation campaigns ({summary.articles} articles)"


def citation(summary: Summary, licence: Licence | None) -> str:
    """Return the file in the Citation File Format 1.2.0."""
    licensed = ""
    if licence:
        licensed = f"license: {licence.name}\n" if licence.name else f"license-url: {json.dumps(licence.path)}\n"
    return _FORM.format(
        title=json.dumps(title(summary)),
        dated=f"date-released: {summary.latest[:10]}\n" if summary.latest else "",
        licensed=licensed,
        version=json.dumps(__version__),
    )
