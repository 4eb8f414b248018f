"""Who may do what: keys of applications, tokens of devices, users, consent."""
