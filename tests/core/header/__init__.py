"""Field bodies: what they are read as, and what they are written as."""
