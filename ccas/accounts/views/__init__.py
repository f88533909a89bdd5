"""The pages of the accounts: one's own, second factors."""
