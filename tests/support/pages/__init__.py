"""Made pages: HTML of sources that do not exist, and pages that are damaged on purpose."""
