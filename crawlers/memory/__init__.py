"""What crawls remember, on disk, for all processes of this machine."""
