"""What a reviewer is told in one line, and can mend."""

from extractor.errors import PhongtraoError


class DeskError(PhongtraoError):
    """Something typed or asked for at the desk cannot be."""
