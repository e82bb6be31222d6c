"""What people see in a browser: the story explorer and the daily report. HTML only; no script runs in it."""
