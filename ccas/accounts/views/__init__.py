"""The pages of the accounts: one's own, second factors, sessions, the administrator's room."""
