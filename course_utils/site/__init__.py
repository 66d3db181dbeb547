"""The course as a site without a kernel: what stands in for Python there."""
