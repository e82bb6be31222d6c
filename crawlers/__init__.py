"""Whatever knows a publisher or touches the network."""
