"""How far evaluators agree: computed beside the ratings, from kept libraries, changing nothing.

Only what was rated blind is compared. `numbers` costs seconds to import (numpy, scipy,
statsmodels): the job alone does; pages read the stored snapshot.
"""
