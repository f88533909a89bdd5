"""An invented cohort, built through the same actions as the screens, by moving the one clock.

Everybody here is invented. Nothing bypasses a rule: a refusal stops the demonstration.
"""
