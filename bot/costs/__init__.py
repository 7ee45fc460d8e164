"""What messages cost: the dated rate table, caps, and the arithmetic of reserving and settling. Pure."""
