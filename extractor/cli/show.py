"""`phongtrao show`: a stored article with what was read from it."""

from pathlib import Path

import click

from extractor.cli.printing import contract, print_article
from extractor.store import Store


def run(article_id: str, db: Path, as_json: bool = False) -> int:
    """Print the article; raises StoreError if the database has none of that id."""
    with Store.open(db, create=False) as store:
        article, extraction = store.article(article_id), store.extraction(article_id)
    if as_json:
        click.echo(contract(extraction))
    else:
        print_article(article, extraction)
    return 0
