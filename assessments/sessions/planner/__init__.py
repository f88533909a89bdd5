"""A timetable proposed from stations, candidates, evaluators and what binds them.

`reading` makes a `Problem` of a session, `search` finds a `Plan`, `checker` judges it without
sharing a line with the search, `explain` says what stands in the way when there is none.
"""
