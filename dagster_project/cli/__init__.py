"""The command line, and the only place for typer."""
