"""What tests and benchmarks share: servers that misbehave, made pages and texts, workspaces."""
