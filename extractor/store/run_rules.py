"""By which rules each run reads. The caller holds the transaction."""

import json
import zlib

from sqlite_utils import Database

from extractor.rules.changes import Form, Forms


def put(db: Database, run_id: int, forms: Forms) -> None:
    """Keep by which rules a run reads, if that is not kept already."""
    noted = db.conn.execute("UPDATE runs SET common = ? WHERE id = ? AND common IS NULL", (forms.common, run_id))
    if not noted.rowcount:
        return
    for position, form in enumerate(forms.rules):
        if not db.execute("SELECT 1 FROM rule_forms WHERE digest = ?", (form.digest,)).fetchone():
            required = zlib.compress(json.dumps(form.required, ensure_ascii=False).encode("utf-8"))
            sql = "INSERT INTO rule_forms (digest, rule, label, required) VALUES (?, ?, ?, ?)"
            db.conn.execute(sql, (form.digest, form.rule, form.label, required))
        sql = "INSERT INTO run_rules (run_id, position, digest) VALUES (?, ?, ?)"
        db.conn.execute(sql, (run_id, position, form.digest))


def of_run(db: Database, run_id: int) -> Forms | None:
    """Return by which rules a run reads; None where that was not kept."""
    (common,) = db.execute("SELECT common FROM runs WHERE id = ?", (run_id,)).fetchone()
    if common is None:
        return None
    sql = """SELECT digest, rule, label, required FROM run_rules JOIN rule_forms USING (digest)
        WHERE run_id = ? ORDER BY position"""
    return Forms(common, tuple(_form(*row) for row in db.execute(sql, (run_id,))))


def _form(digest: str, rule: str, label: str, required: bytes) -> Form:
    return Form(digest, rule, label, tuple(map(tuple, json.loads(zlib.decompress(required)))))
