"""By which rules each run reads. The caller holds the transaction."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from extractor.rules.changes import Form, Forms, Row


def put(db: Database, run_id: int, forms: Forms) -> None:
    """Keep by which rules a new run reads."""
    db.conn.execute("INSERT INTO run_commons (run_id, digest) VALUES (?, ?)", (run_id, forms.common))
    for position, form in enumerate(forms.rules):
        if not db.execute("SELECT 1 FROM rule_forms WHERE digest = ?", (form.digest,)).fetchone():
            row = (form.digest, form.rule, form.label, form.outline, json.dumps(form.lexicons), _packed(form.required))
            sql = "INSERT INTO rule_forms (digest, rule, label, outline, lexicons, required) VALUES (?, ?, ?, ?, ?, ?)"
            db.conn.execute(sql, row)
        sql = "INSERT INTO run_rules (run_id, position, digest) VALUES (?, ?, ?)"
        db.conn.execute(sql, (run_id, position, form.digest))
    _put_lexicons(db, run_id, forms.lexicons)


def _put_lexicons(db: Database, run_id: int, lexicons: Mapping[str, Iterable[Row]]) -> None:
    for name, terms in sorted(lexicons.items()):
        packed = _packed(sorted(terms))
        digest = hashlib.sha256(f"{name} ".encode() + packed).hexdigest()
        sql = "INSERT INTO lexicon_forms (digest, lexicon, terms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        db.conn.execute(sql, (digest, name, packed))
        db.conn.execute("INSERT INTO run_lexicons (run_id, digest) VALUES (?, ?)", (run_id, digest))


def of_run(db: Database, run_id: int) -> Forms | None:
    """Return by which rules a run reads; None where that was not kept."""
    row = db.execute("SELECT digest FROM run_commons WHERE run_id = ?", (run_id,)).fetchone()
    if row is None:
        return None
    rules = """SELECT digest, rule, label, outline, lexicons, required FROM run_rules JOIN rule_forms USING (digest)
        WHERE run_id = ? ORDER BY position"""
    lexicons = "SELECT lexicon, terms FROM run_lexicons JOIN lexicon_forms USING (digest) WHERE run_id = ?"
    return Forms(
        row[0],
        tuple(_form(*row) for row in db.execute(rules, (run_id,))),
        {name: frozenset(map(tuple, _unpacked(terms))) for name, terms in db.execute(lexicons, (run_id,))},
    )


def _form(digest: str, rule: str, label: str, outline: str, lexicons: str, required: bytes) -> Form:
    return Form(digest, rule, label, outline, tuple(json.loads(lexicons)), tuple(map(tuple, _unpacked(required))))


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8"))


def _unpacked(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))
