"""The command line: `main` is the interface and imports what works only when a command runs."""
