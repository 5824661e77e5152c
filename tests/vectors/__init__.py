"""Messages named after the section they show, the expected value beside each."""
