"""When runs start by themselves: schedules and sensors."""
