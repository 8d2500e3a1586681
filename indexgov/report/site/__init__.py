"""The site: plain files that open from a disk and ask no address for anything."""

from indexgov.report.site.material import Material
from indexgov.report.site.names import file_names, page_names
from indexgov.report.site.writer import SiteWriter, column_labels, write_site

__all__ = ["Material", "SiteWriter", "column_labels", "file_names", "page_names", "write_site"]
