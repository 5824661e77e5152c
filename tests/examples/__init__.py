"""The programs of examples/, and what they promise."""
