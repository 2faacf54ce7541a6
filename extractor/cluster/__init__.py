"""Past one machine: workers of a cluster read shards of the inputs, and one process merges these into a database."""

from extractor.cluster.errors import ClusterError
from extractor.cluster.job import Job
from extractor.cluster.merge import merge
from extractor.cluster.plan import Plan, plan
from extractor.cluster.run import Progress, make_missing
from extractor.cluster.views import records, views

__all__ = ["ClusterError", "Job", "Plan", "Progress", "make_missing", "merge", "plan", "records", "views"]
