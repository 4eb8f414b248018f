"""Everything of Solferol that touches the world: HTTP, providers, settings, the command line."""
