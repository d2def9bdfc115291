"""站内信: everybody's own messages, and the way from each to the page that settles it."""
