"""Where the program is, where it writes, and the environment it reads."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

#: Everything the program writes outside the database: private files, mail, logs.
VAR_DIR = Path(env.str("CCAS_VAR", default=str(BASE_DIR / "var")))
