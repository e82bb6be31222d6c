"""How the main-content model is taught and measured; its weights are in `pipelines/cleaning/main_content`."""
