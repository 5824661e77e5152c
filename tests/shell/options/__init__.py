"""Options as help prints them."""
