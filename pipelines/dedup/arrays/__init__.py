"""Arrays that know nothing of stories: ragged rows, sorted values, arrays in mapped files."""
