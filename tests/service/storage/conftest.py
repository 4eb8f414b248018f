from tests.syncing import on_both, service, url, watch

__all__ = ["on_both", "service", "url", "watch"]
