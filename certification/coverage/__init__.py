"""The coverage of a candidate: which sources support each competency, before a jury decides."""
