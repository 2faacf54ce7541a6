"""From mentions to records: no pattern, no SQL."""
