"""`phongtrao show`: a stored article with what stands of it after review."""

from pathlib import Path

import click

from extractor.cli.printing import print_article
from extractor.contract import reviewed_contract
from extractor.store import Store


def run(article_id: str, db: Path, as_json: bool = False) -> int:
    """Print the article; raises StoreError if the database has none of that id."""
    with Store.open(db, create=False) as store:
        article, (extraction, records) = store.article(article_id), store.reviews.standing(article_id)
    if as_json:
        click.echo(reviewed_contract(extraction, records))
    else:
        print_article(article, extraction, records)
    return 0
