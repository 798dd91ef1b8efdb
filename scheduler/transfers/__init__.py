"""Equipment between offices: ordered, packed, on its way, received; and where each unit is meanwhile."""
