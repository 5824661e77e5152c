"""Tables, progress, pages and prompts, in a real pty where it matters."""
