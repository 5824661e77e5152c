"""The pure half: laws that hold for any octets, then tables, then transcripts."""
