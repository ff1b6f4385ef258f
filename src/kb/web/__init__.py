"""The website: pages for civil servants, rendered on the server."""
