"""From what devices say to the dose of a day: every minute once, by the best evidence."""
