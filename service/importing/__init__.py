"""Files that users give: kept until they are read, read beside the service, taken in as a sync."""
