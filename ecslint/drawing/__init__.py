"""Pages and pictures made here: markup that is escaped by construction, one palette, one shell of a page."""
