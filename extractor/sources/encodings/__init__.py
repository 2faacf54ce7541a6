"""What `decode` needs: the old Vietnamese encodings, what reads as Vietnamese, and the repairs."""
