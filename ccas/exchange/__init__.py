"""Lists that leave as spreadsheets, and spreadsheets that come back.

A room declares a list once (`lists.register`): its columns, and the rows an actor may see. The
page, the choice of columns, the files and the trace of each export are here.
"""
