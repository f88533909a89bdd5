"""What whoever runs the service looks at: is it up, is it fit, how fast, what went wrong.

Nothing here names a person: routes instead of addresses, numbers instead of names.
"""
