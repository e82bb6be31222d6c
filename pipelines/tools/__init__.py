"""The tools on files, without typer: extract, split, dedup."""
