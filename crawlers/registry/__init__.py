"""The sources: one TOML file each, `sources/<cc>/<id>.toml`, loaded and checked."""
