"""What links one article to another."""
