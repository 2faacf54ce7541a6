"""The licence that whoever publishes an export gives it."""

from dataclasses import dataclass
from typing import Self

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its SPDX identifier (`name`) or by where it is written (`path`); one of them is null."""

    name: str | None
    path: str | None

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the licence that `text` names; raises ValueError if it is neither an identifier nor an address."""
        if text.startswith(("https://", "http://")):
            return cls(None, text)
        try:
            name = canonicalize_license_expression(text)
        except InvalidLicenseExpression as error:
            raise ValueError(f"{text!r} is no identifier of SPDX") from error
        if " " in name or name.startswith("LicenseRef"):
            raise ValueError(f"{text!r} is not one identifier of SPDX")
        return cls(name, None)
