"""Loads what `make peers` installs, or says that it is not there."""

import importlib
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType

from benchmarks.marks import Absent


def module(name: str, package: str) -> ModuleType:
    """Return a peer's module; raises Absent if `package`, the name to install it by, is not there or does not load."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name.split(".")[0]:
            raise Absent(f"{package} does not load: {error}") from error
        raise Absent(f"{package} is not installed (make peers)") from error
    except (ImportError, OSError) as error:
        raise Absent(f"{package} does not load: {error}") from error


def release(package: str) -> str:
    """Return the version of an installed package, `?` if it does not say."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
