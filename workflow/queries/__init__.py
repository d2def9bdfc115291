"""Every read: one function per question that a page or a guard asks, set-based, without lazy loading."""
