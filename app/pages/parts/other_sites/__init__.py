"""Parts of the page of other sites: those that are known, what was taken, adding one."""
