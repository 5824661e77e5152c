"""What a person sees and answers; nothing from outside acts on the terminal.

In reading order: screen is where every text passes the filter; table, progress and
reading make lines that fit; pager shows long output, prompt asks.
"""
