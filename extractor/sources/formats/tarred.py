"""Tar archives of any other formats, read in one pass."""

import tarfile
from collections.abc import Iterator

from extractor.errors import SourceError
from extractor.sources.failure import Failure
from extractor.sources.formats.bounds import DAMAGED, Unpacked, damaged
from extractor.sources.formats.given import Given
from extractor.sources.formats.member import inner, is_litter
from extractor.sources.item import Options

_MOST_BYTES_OF_NAME = 100_000
_NAMING = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, b"X")
_WHAT = "tar archive"


class _Member(tarfile.TarInfo):
    """A member whose long name is bounded: tarfile reads it whole."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _NAMING and self.size > _MOST_BYTES_OF_NAME:
            raise SourceError(f"a damaged {_WHAT}: a name of {self.size} bytes in it; get it anew")
        return super()._proc_member(archive)  # type: ignore[misc,no-any-return]


def read(file: Given, options: Options) -> Iterator[Failure | Given]:
    """Yield the files inside in the archive's order; links and devices are passed over."""
    try:
        archive = tarfile.open(fileobj=file.stream, mode="r|", tarinfo=_Member)  # noqa: SIM115
        while member := archive.next():
            file.budget.member()
            archive.members = []  # type: ignore[attr-defined]  # it would keep all of them
            if member.isreg() and not is_litter(member.name):
                yield from _file(file, archive, member)
    except SourceError:
        raise
    except DAMAGED as error:
        raise damaged(_WHAT, error) from error


def _file(file: Given, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[Failure | Given]:
    stream = archive.extractfile(member)
    if stream is not None:
        # what is packed around it has its ratio kept there; tar itself packs nothing
        yield from inner(file, member.name, Unpacked(stream, file.budget, lambda: max(member.size, 1), _WHAT))
