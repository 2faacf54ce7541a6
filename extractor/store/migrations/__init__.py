"""The steps from an empty file to the newest schema, numbered and named.

A step that has been released never changes: a new column or view is a new step, last, in a file of its own.
"""

from sqlite_utils import Migrations

from extractor.store.migrations import (
    m0001_tables,
    m0002_views,
    m0003_sources,
    m0004_decisions,
    m0005_readings,
    m0006_standing,
    m0007_search,
    m0008_occasions,
    m0009_movements,
    m0010_bodies,
    m0011_arithmetic,
    m0012_whole_reports,
    m0014_disputes,
    m0015_run_rules,
)

_STEPS = {
    "0001_tables": m0001_tables.upgrade,
    "0002_views": m0002_views.upgrade,
    "0003_sources": m0003_sources.upgrade,
    "0004_decisions": m0004_decisions.upgrade,
    "0005_readings": m0005_readings.upgrade,
    "0006_standing": m0006_standing.upgrade,
    "0007_search": m0007_search.upgrade,
    "0008_occasions": m0008_occasions.upgrade,
    "0009_movements": m0009_movements.upgrade,
    "0010_bodies": m0010_bodies.upgrade,
    "0011_arithmetic": m0011_arithmetic.upgrade,
    "0012_whole_reports": m0012_whole_reports.upgrade,
    "0014_disputes": m0014_disputes.upgrade,
    "0015_run_rules": m0015_run_rules.upgrade,
}

MIGRATIONS = Migrations("phongtrao")
for _name, _step in _STEPS.items():
    MIGRATIONS(name=_name)(_step)

NAMES = frozenset(_STEPS)
"""A database that has a step of ours not in here is newer than this program."""
