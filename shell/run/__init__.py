"""What a run of either command needs before, around and after its dialogue.

In reading order: failure is why a run failed, with what it knew; steps tells a person
what is done, facts what was found; setting is what holds around a run; reaching goes
from an account to an Access whose server listens; ending says what a dialogue that
broke off means.
"""
