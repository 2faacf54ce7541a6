"""Other systems that read dates, each an optional dependency: `make peers` installs them."""

from benchmarks.marks import Opened
from benchmarks.peers import chrono, dateparser, duckling, heideltime

PEERS: dict[str, Opened] = {
    heideltime.NAME: heideltime.opened,
    duckling.NAME: duckling.opened,
    dateparser.NAME: dateparser.opened,
    chrono.NAME: chrono.opened,
}
"""By name, in the order of the table."""
