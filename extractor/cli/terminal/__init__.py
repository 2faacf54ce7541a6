"""Review in the terminal; needs the extra `review`."""
