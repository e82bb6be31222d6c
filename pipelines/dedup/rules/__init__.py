"""Which texts may be one story, which are, and which stories make a group."""
