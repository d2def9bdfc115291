"""Pages of the self sheet: a county's, and a prefecture's own level."""
