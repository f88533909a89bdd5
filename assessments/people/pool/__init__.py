"""The pool of those accredited to sit: read from a spreadsheet line by line, and written to one."""
