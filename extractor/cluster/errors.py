"""What can go wrong with many machines."""

from extractor.errors import PhongtraoError


class ClusterError(PhongtraoError):
    """A shard or a folder of them cannot be made, read or trusted."""
