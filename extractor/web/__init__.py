"""Review in the browser; needs the extra `web`."""
