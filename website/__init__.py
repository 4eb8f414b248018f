"""The documentation as a site: pages of ``docs/`` and a reference made from the contract."""
