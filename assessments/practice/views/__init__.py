"""The screens: the practice, the requests to supervisors, and what a supervisor's link opens."""
